namespace PartnerApi.Conformance.Verdicts;

/// <summary>Something that a deployment has or does, and a standard or the guide leaves open.</summary>
/// <param name="Name">What it is, for example <c>basic</c>.</param>
/// <param name="Value">How it stands, in a few words.</param>
/// <param name="HowLearnt"><c>declared</c> in the target's settings, <c>probed</c> by an exchange, or <c>not probed</c>.</param>
/// <param name="Exchange">Number of the exchange that showed it; null when none did.</param>
public sealed record Capability(string Name, string Value, string HowLearnt, int? Exchange = null);

namespace PartnerApi.Mock.Clock;

/// <summary>How a clock was moved from the one that it follows.</summary>
/// <param name="Offset">How far it is ahead while it runs.</param>
/// <param name="FrozenAt">Where it stands; null while it runs.</param>
public sealed record ClockSetting(TimeSpan Offset, DateTimeOffset? FrozenAt);

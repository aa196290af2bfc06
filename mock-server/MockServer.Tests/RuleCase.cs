using PartnerApi.Mock.Http;



namespace PartnerApi.Mock.Tests;

/// <summary>A request that breaks one rule, and the same request mended.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Name">What is wrong, in a few words.</param>
/// <param name="Broken">The request that breaks it.</param>
/// <param name="Mended">The same request without the fault.</param>
public sealed record RuleCase(string Rule, string Name, ApiRequest Broken, ApiRequest Mended)
{
    public override string ToString() => $"{Rule}: {Name}";
}

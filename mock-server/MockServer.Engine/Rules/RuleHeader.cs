namespace PartnerApi.Mock.Rules;

/// <summary>The header that names the rule which refused a request.</summary>
public static class RuleHeader
{
    /// <summary>Its name. No real deployment sends it.</summary>
    public const string Name = "X-Mock-Rule";
}

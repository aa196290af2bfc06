namespace PartnerApi.Conformance.Capabilities;

/// <summary>Names of what is probed.</summary>
public static class CapabilityName
{
    /// <summary>Whether credentials are taken by HTTP Basic.</summary>
    public const string Basic = "basic";

    /// <summary>What a path that does not exist is answered with.</summary>
    public const string UnknownPath = "unknown path";

    /// <summary>What a scope that does not exist is answered with.</summary>
    public const string UnknownScope = "unknown scope";
}

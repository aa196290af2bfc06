namespace PartnerApi.Mock.Secrecy;

/// <summary>What a text held that nobody may read.</summary>
[Flags]
public enum Found
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A client's secret.</summary>
    Secret = 1,

    /// <summary>An access token.</summary>
    Token = 2,
}

using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.Expiry;

/// <summary>How an expired token was come by.</summary>
public enum ExpirySource
{
    /// <summary>A client with short-lived tokens, and a wait.</summary>
    ShortLived,

    /// <summary>Handed over in the settings.</summary>
    Supplied,

    /// <summary>Kept by an earlier run until it had expired.</summary>
    Cellar,
}

/// <summary>A token that has expired by the issuer's own words.</summary>
/// <param name="Token">The token.</param>
/// <param name="Source">How it was come by.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Used">Whether it is known to have been used before it expired.</param>
/// <param name="Story">How it was come by, for people.</param>
public sealed record ExpiredToken(string Token, ExpirySource Source, Credentials Client, bool Used, string Story)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Story} (token not shown)";
}

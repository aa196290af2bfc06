namespace PartnerApi.Conformance.ExpiredTokens;

/// <summary>A token that is kept until it expires.</summary>
/// <param name="Token">The token.</param>
/// <param name="Expires">When it expires, by the issuer's own words.</param>
public sealed record StoredToken(string Token, DateTimeOffset Expires)
{
    /// <inheritdoc/>
    public override string ToString() => $"a token until {Expires:u} (not shown)";
}

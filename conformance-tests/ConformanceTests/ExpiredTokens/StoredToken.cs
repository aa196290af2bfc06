namespace PartnerApi.Conformance.ExpiredTokens;

/// <summary>A token that is stored until it expires.</summary>
/// <param name="Token">The token.</param>
/// <param name="Expires">When it expires, according to the issuer.</param>
public sealed record StoredToken(string Token, DateTimeOffset Expires)
{
    /// <inheritdoc/>
    public override string ToString() => $"a token until {Expires:u} (not shown)";
}

namespace PartnerApi.Conformance.Cellar;

/// <summary>A token that waits for its end.</summary>
/// <param name="Token">The token.</param>
/// <param name="Expires">When it expires, by the issuer's own words.</param>
public sealed record CellarEntry(string Token, DateTimeOffset Expires)
{
    /// <inheritdoc/>
    public override string ToString() => $"a token until {Expires:u} (not shown)";
}

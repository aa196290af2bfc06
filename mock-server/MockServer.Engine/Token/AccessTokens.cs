using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Token;

/// <summary>The claims of a token whose signature is valid.</summary>
/// <param name="ClientId">The client that it was issued to.</param>
/// <param name="Generation">The client's generation at that time.</param>
/// <param name="Expires">The first moment at which it is no longer accepted.</param>
public sealed record TokenClaims(string ClientId, int Generation, DateTimeOffset Expires);

/// <summary>The result of reading a presented token.</summary>
public enum TokenStatus
{
    /// <summary>Issued by this mock; it may have expired.</summary>
    Genuine,

    /// <summary>This mock does not issue tokens of this form.</summary>
    Garbage,

    /// <summary>The form is valid, the signature is not.</summary>
    Tampered,
}

/// <summary>Issues and reads access tokens. They are signed and self-contained, so none is stored.</summary>
public sealed class AccessTokens
{
    private readonly ITokenFormat _format;
    private readonly IdSource _ids;

    /// <summary>Creates the tokens of a key.</summary>
    /// <param name="key">The key that signs them.</param>
    /// <param name="ids">Where their unique ids come from.</param>
    public AccessTokens(SigningKey key, IdSource ids)
        : this(new FastTokenFormat(key), ids)
    {
    }

    internal AccessTokens(ITokenFormat format, IdSource ids) => (_format, _ids) = (format, ids);

    /// <summary>Issues a token. Each token is unique, even at the same time.</summary>
    /// <param name="clientId">The client.</param>
    /// <param name="generation">The client's generation.</param>
    /// <param name="now">The session's time.</param>
    /// <param name="lifetime">How long it is accepted.</param>
    /// <returns>The token, visible ASCII.</returns>
    public string Issue(string clientId, int generation, DateTimeOffset now, TimeSpan lifetime) =>
        _format.Write(new(clientId, generation, now + lifetime), _ids.Next(), now);

    /// <summary>Reads a presented token.</summary>
    /// <param name="token">The text after the scheme.</param>
    /// <param name="claims">Its claims; null unless the signature is valid.</param>
    /// <returns>How it reads.</returns>
    public TokenStatus Read(string token, out TokenClaims? claims) => _format.Read(token, out _, out claims);

    /// <summary>Reads a presented token that is part of a longer text.</summary>
    internal TokenStatus Read(ReadOnlySpan<char> presented, out string token, out TokenClaims? claims) =>
        _format.Read(presented, out token, out claims);

    /// <summary>Writes the body of a token response.</summary>
    internal TokenReplyBody WriteReply(string token, TimeSpan lifetime, string? scope) => _format.WriteReply(token, lifetime, scope);
}

using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Token;

/// <summary>What a token says about itself once its signature holds.</summary>
/// <param name="ClientId">The client that it was issued to.</param>
/// <param name="Generation">The client's generation at that time.</param>
/// <param name="Expires">The first moment at which it is no longer accepted.</param>
public sealed record TokenClaims(string ClientId, int Generation, DateTimeOffset Expires);

/// <summary>How a presented token reads.</summary>
public enum TokenReading
{
    /// <summary>Issued here; its lifetime is another question.</summary>
    Genuine,

    /// <summary>No token of this shape is ever issued here.</summary>
    Garbage,

    /// <summary>The shape is right, the signature is not.</summary>
    Tampered,
}

/// <summary>Issues and reads access tokens. They are signed and carry all that is known of them, so none is stored.</summary>
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

    /// <summary>Issues a token. Each one is unlike every other, even within the same moment.</summary>
    /// <param name="clientId">The client.</param>
    /// <param name="generation">The client's generation.</param>
    /// <param name="now">The session's time.</param>
    /// <param name="lifetime">How long it is accepted.</param>
    /// <returns>The token, visible ASCII.</returns>
    public string Issue(string clientId, int generation, DateTimeOffset now, TimeSpan lifetime) =>
        _format.Write(new(clientId, generation, now + lifetime), _ids.Next(), now);

    /// <summary>Reads a presented token.</summary>
    /// <param name="token">What stood behind the scheme.</param>
    /// <param name="claims">What it says; null unless it is genuine.</param>
    /// <returns>How it reads.</returns>
    public TokenReading Read(string token, out TokenClaims? claims) => _format.Read(token, out _, out claims);

    /// <summary>Reads a presented token that stands within a longer text.</summary>
    internal TokenReading Read(ReadOnlySpan<char> presented, out string token, out TokenClaims? claims) =>
        _format.Read(presented, out token, out claims);

    /// <summary>Writes the body of the reply that brings a token.</summary>
    internal TokenReplyBody WriteReply(string token, TimeSpan lifetime, string? scope) => _format.WriteReply(token, lifetime, scope);
}

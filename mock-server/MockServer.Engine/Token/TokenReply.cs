using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Mock.Token;

/// <summary>The body of a token reply (RFC 6749, section 5.1) but for the token, which is all that differs from one to the next.</summary>
internal sealed class TokenReply
{
    private const string Gap = "eyJhbGciOi-here-stands-the-token";

    private readonly byte[] _before;
    private readonly byte[] _behind;

    /// <summary>The form of replies with this lifetime and scope.</summary>
    public TokenReply(TimeSpan lifetime, string? scope)
    {
        (Lifetime, Scope) = (lifetime, scope);
        var body = new JsonObject
        {
            ["access_token"] = Gap,
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)lifetime.TotalSeconds,
        };
        if (scope is not null)
        {
            body["scope"] = scope;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(body);
        var at = text.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Gap));
        (_before, _behind) = (text[..at], text[(at + Gap.Length)..]);
        Frame = new(Encoding.UTF8.GetString(_before), Encoding.UTF8.GetString(_behind));
    }

    /// <summary>How long the token lives.</summary>
    public TimeSpan Lifetime { get; }

    /// <summary>The scope that is told; null for none.</summary>
    public string? Scope { get; }

    /// <summary>All of it but the token.</summary>
    public TokenFrame Frame { get; }

    /// <summary>The whole body.</summary>
    /// <param name="token">The token: letters that JSON writes as they are.</param>
    public byte[] With(string token)
    {
        var body = new byte[_before.Length + token.Length + _behind.Length];
        _before.CopyTo(body, 0);
        Encoding.ASCII.GetBytes(token, body.AsSpan(_before.Length));
        _behind.CopyTo(body, _before.Length + token.Length);
        return body;
    }
}

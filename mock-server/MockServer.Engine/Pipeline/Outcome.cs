using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Pipeline;

/// <summary>What became of a request, and what was learnt on the way. It lives as long as the request: it holds credentials.</summary>
/// <param name="Reply">What is sent.</param>
/// <param name="Session">The session that the request belongs to.</param>
public readonly record struct Outcome(ApiReply Reply, Session Session)
{
    /// <summary>The operation; null when path and method name none.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The rule that refused; null when none did.</summary>
    public BrokenRule? Broken { get; init; }

    /// <summary>The request as the token endpoint read it; null elsewhere.</summary>
    public TokenRequest? TokenRequest { get; init; }

    /// <summary>The request as the command API read it; null elsewhere.</summary>
    public CommandRequest? CommandRequest { get; init; }

    /// <summary>The access token that was made for it; null when none was.</summary>
    public IssuedToken? Issued { get; init; }

    /// <summary>Whether the request names its session and carries credentials of another one.</summary>
    public bool IsForeign { get; init; }

    // A record prints its members; these must not be printed.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Status = ").Append(Reply.Status);
        return true;
    }
}

/// <summary>A token as it was just made.</summary>
/// <param name="Token">The token itself.</param>
/// <param name="Lifetime">How long it was promised to live.</param>
public sealed record IssuedToken(string Token, TimeSpan Lifetime)
{
    /// <summary>The reply that brings it; an ordered failure may have sent another one.</summary>
    internal ApiReply? Reply { get; init; }

    /// <summary>What that reply has in common with others.</summary>
    internal TokenReply? Form { get; init; }

    // A record prints its members; this one must not print the token.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Lifetime = ").Append(Lifetime);
        return true;
    }
}

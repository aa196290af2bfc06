using System.Collections.Frozen;

namespace PartnerApi.Conformance.Drift;

/// <summary>Which header fields tell something about an API, and which about the servers on the way.</summary>
internal static class HeaderNotes
{
    private const string MockPrefix = "X-Mock-";

    // Connection management (RFC 9110, section 7.6.1), framing, time, and what gateways and content delivery networks add.
    private static readonly FrozenSet<string> Infrastructure = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via",
        "Content-Length", "Content-Type", "Content-Encoding", "Date", "Age", "Server", "X-Powered-By", "Alt-Svc", "Set-Cookie",
        "Strict-Transport-Security", "NEL", "Report-To", "Server-Timing", "CF-Ray", "CF-Cache-Status", "X-Cache", "X-Served-By",
        "X-Timer", "X-Envoy-Upstream-Service-Time", "X-Amzn-Trace-Id", "X-Amz-Cf-Id", "X-Amz-Cf-Pop", "X-Azure-Ref");

    // Without them a client that relied on them reacts wrongly: it does not renew its token, or does not wait.
    private static readonly FrozenSet<string> Needed = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "WWW-Authenticate", "Retry-After", "Location", "Allow", "ETag");

    /// <summary>Whether a field says something about the API.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>False for fields of the connection, of gateways, and of the mock alone.</returns>
    public static bool Matters(string name) =>
        !Infrastructure.Contains(name) && !name.StartsWith(MockPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a client may depend on a field although the contract does not name it.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>True when a standard gives it a meaning for clients.</returns>
    public static bool IsNeeded(string name) => Needed.Contains(name);
}

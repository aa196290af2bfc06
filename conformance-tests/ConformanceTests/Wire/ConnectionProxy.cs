using System.Net;

namespace PartnerApi.Conformance.Wire;

/// <summary>Decides for each connection whether it uses a proxy. Addresses of this machine never do, whatever is configured.</summary>
/// <param name="configured">The proxy of the settings; null for the system's.</param>
/// <param name="system">The system's proxy, as <c>HTTP_PROXY</c> and <c>NO_PROXY</c> describe it.</param>
internal sealed class ConnectionProxy(Uri? configured, IWebProxy system) : IWebProxy
{
    private readonly IWebProxy _inner = configured is null ? system : Configured(configured);

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => _inner.Credentials;
        set => _inner.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _inner.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => IsThisMachine(host) || _inner.IsBypassed(host);

    // The user information of the address, http://user:password@proxy, is for the proxy (RFC 9110, section 11.7).
    private static WebProxy Configured(Uri address) => new(address)
    {
        Credentials = address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password))
            : null,
    };

    // RFC 6761, section 6.3: names below localhost are this machine, too.
    private static bool IsThisMachine(Uri host) =>
        host.IsLoopback
        || host.DnsSafeHost.TrimEnd('.').EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));
}

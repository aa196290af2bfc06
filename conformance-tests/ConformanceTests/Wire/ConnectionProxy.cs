using System.Net;

namespace PartnerApi.Conformance.Wire;

/// <summary>Decides for each connection whether it uses a proxy. Addresses of this machine never do, whatever is configured.</summary>
/// <param name="configured">The proxy of the settings; null for the system's.</param>
/// <param name="system">The system's proxy, as <c>HTTP_PROXY</c> and <c>NO_PROXY</c> describe it.</param>
internal sealed class ConnectionProxy(Uri? configured, IWebProxy system) : IWebProxy
{
    private readonly IWebProxy _inner = configured is null ? system : new WebProxy(configured);

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

    // RFC 6761, section 6.3: names below localhost are this machine, too.
    private static bool IsThisMachine(Uri host) =>
        host.IsLoopback
        || host.DnsSafeHost.TrimEnd('.').EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));
}

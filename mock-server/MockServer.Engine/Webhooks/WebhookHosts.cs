using System.Collections.Immutable;
using System.Net;

namespace PartnerApi.Mock.Webhooks;

/// <summary>
/// The allowed receivers of notifications: this machine and the configured hosts. A registration of any
/// other <c>https</c> address is accepted, as the API would; its notifications are missed.
/// </summary>
/// <param name="Allowed">
/// Host names or addresses, with or without a port, such as <c>hooks.example.org:8443</c>; letter case does not matter.
/// </param>
public sealed record WebhookHosts(ImmutableArray<string> Allowed)
{
    /// <summary>The machine itself, and nothing else.</summary>
    public static WebhookHosts Loopback { get; } = new([]);

    /// <summary>Whether the host is configured.</summary>
    /// <param name="url">The address.</param>
    /// <returns>True when it was.</returns>
    public bool IsAllowed(Uri url) =>
        Allowed.Any(host => Same(host, url.IdnHost) || Same(host, url.Host) || Same(host, $"{url.Host}:{url.Port}")
            || Same(host, $"{url.IdnHost}:{url.Port}"));

    /// <summary>Whether an address may be registered: <c>https</c> as documented; plain <c>http</c> only for stand-ins.</summary>
    /// <param name="text">The address.</param>
    /// <returns>True when it may.</returns>
    public bool MayRegister(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && (IsLoopbackName(url) || IsAllowed(url))));

    /// <summary>Whether notifications may be sent there, judging by the name alone, before any DNS lookup.</summary>
    /// <param name="url">The address.</param>
    /// <returns>True when they may. The resolved address is checked when the connection is opened.</returns>
    public bool MaySend(Uri url) => IsAllowed(url) || IsLoopbackName(url);

    // Names below localhost are those of this machine (RFC 6761, section 6.3).
    private static bool IsLoopbackName(Uri url) =>
        Same(url.Host, "localhost") || url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(url.DnsSafeHost, out var address) && IsLoopback(address));

    internal static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}

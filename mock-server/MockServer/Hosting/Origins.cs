namespace PartnerApi.Mock.Hosting;

/// <summary>Addresses as the host and WireMock.Net expect them.</summary>
internal static class Origins
{
    /// <summary>
    /// Scheme, host and port of an address; the port is written even where it is the scheme's own, since WireMock.Net needs it.
    /// </summary>
    public static string WithPort(this Uri address) =>
        address.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.StrongPort, UriFormat.UriEscaped);
}

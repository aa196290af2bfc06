using System.Text;

namespace PartnerApi.Conformance.Wire;

/// <summary>How to connect.</summary>
/// <param name="Timeout">Limit for one exchange, its body included.</param>
/// <param name="UseProxy">Whether the system's proxy is used.</param>
public sealed record WireSettings(TimeSpan Timeout, bool UseProxy)
{
    internal SocketsHttpHandler Handler(RawLines? raw)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = UseProxy,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        if (raw is not null)
        {
            handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(raw.Filter(context.PlaintextStream));
        }

        return handler;
    }
}

using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Wire;

/// <summary>A request as the suite means to send it.</summary>
/// <param name="Method">The method, in the case that is sent.</param>
/// <param name="Uri">Where it goes.</param>
/// <param name="Headers">Header fields in order; one name may stand on several lines.</param>
/// <param name="Body">The body's bytes; null for none.</param>
public sealed record WireRequest(
    string Method,
    Uri Uri,
    HeaderList Headers,
    ReadOnlyMemory<byte>? Body = null)
{
    /// <summary>Id of the contract's operation that the request calls; null when it calls none.</summary>
    public string? Operation { get; init; }

    /// <summary>Whether it is sent on a connection of its own.</summary>
    public bool NewConnection { get; init; }

    /// <summary>True when a header needs bytes that the ordinary client would tidy: RFC 9110, sections 5.3 and 5.5.</summary>
    public bool NeedsRawLines => Headers.Any(line => line.Verbatim || Headers.CountOf(line.Name) > 1);

    /// <summary>The request as programs share it.</summary>
    /// <returns>The same request without its origin.</returns>
    public RecordedRequest ToRecorded() => new()
    {
        Method = Method,
        Path = Uri.AbsolutePath,
        Query = Uri.Query.Length == 0 ? "" : Uri.Query[1..],
        Headers = Headers,
        Body = Body ?? ReadOnlyMemory<byte>.Empty,
    };

    internal HttpRequestMessage ToMessage(bool useHttp2 = false)
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Uri)
        {
            Version = useHttp2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = useHttp2 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
            Content = Body is { } body ? new ReadOnlyMemoryContent(body) : null,
        };
        foreach (var field in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(field.Name, field.Value))
            {
                message.Content ??= new ReadOnlyMemoryContent(ReadOnlyMemory<byte>.Empty);
                message.Content.Headers.TryAddWithoutValidation(field.Name, field.Value);
            }
        }

        return message;
    }
}

namespace PartnerApi.Conformance.Wire;

internal static class RequestMessage
{
    public static HttpRequestMessage Of(WireRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Uri)
        {
            Version = System.Net.HttpVersion.Version11,
            Content = request.Body is { } body ? new ReadOnlyMemoryContent(body) : null,
        };
        foreach (var header in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                message.Content ??= new ReadOnlyMemoryContent(ReadOnlyMemory<byte>.Empty);
                message.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        return message;
    }
}

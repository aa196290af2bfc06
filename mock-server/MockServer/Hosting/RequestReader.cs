using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>Converts an ASP.NET Core request to a request of the engine: raw path, raw query, header fields as sent, body bytes.</summary>
internal static class RequestReader
{
    /// <summary>Number of bytes beyond the limit that are read before the connection is closed.</summary>
    public const long MaxExcess = 32 * 1024 * 1024;

    public static async ValueTask<ApiRequest> ReadAsync(HttpContext context, long maxBodyBytes)
    {
        var (path, query) = Target(context);
        var (body, fault) = await ReadBodyAsync(context.Request, maxBodyBytes, context.RequestAborted);
        return new()
        {
            Method = context.Request.Method,
            Path = path,
            Query = query,
            Headers = Headers(context.Request.Headers),
            Body = body,
            BodyFault = fault,
            Connection = context.Connection.Id,
        };
    }

    // The raw target, because the path of ASP.NET Core is already decoded. In absolute form the path starts after the authority.
    private static (string Path, string Query) Target(HttpContext context)
    {
        var target = Origin(context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "");
        var split = target.IndexOf('?');
        return split < 0 ? (target, "") : (target[..split], target[(split + 1)..]);
    }

    private static string Origin(string target)
    {
        var authority = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
        {
            return target;
        }

        var start = target.AsSpan(authority + 3).IndexOfAny('/', '?');
        return start < 0 ? "/" : target[(authority + 3 + start)..];
    }

    private static HeaderList Headers(IHeaderDictionary headers)
    {
        var fields = ImmutableArray.CreateBuilder<HeaderField>(headers.Count);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                fields.Add(new(name, value ?? ""));
            }
        }

        return new(fields.DrainToImmutable());
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Body, BodyFault Fault)> ReadBodyAsync(
        HttpRequest request, long max, CancellationToken aborted)
    {
        var hasNoBody = request.ContentLength == 0
            || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0 && request.Protocol == "HTTP/1.1");
        if (hasNoBody)
        {
            return (default, BodyFault.None);
        }

        try
        {
            return request.ContentLength <= max
                ? (await ReadExactlyAsync(request, aborted), BodyFault.None)
                : await ReadToTheEndAsync(new CheckedBodyStream(request.Body), max, aborted);
        }
        catch (BadHttpRequestException error)
        {
            return (default, error.StatusCode == StatusCodes.Status413PayloadTooLarge ? BodyFault.TooLarge : BodyFault.Malformed);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadExactlyAsync(HttpRequest request, CancellationToken aborted)
    {
        var body = new byte[request.ContentLength!.Value];
        await request.Body.ReadExactlyAsync(body, aborted);
        return body;
    }

    // Read and discard the excess: most clients read the response only after they have sent the whole request.
    private static async ValueTask<(ReadOnlyMemory<byte> Body, BodyFault Fault)> ReadToTheEndAsync(
        Stream body, long max, CancellationToken aborted)
    {
        using var kept = new MemoryStream();
        var part = new byte[16 * 1024];
        var total = 0L;
        while (await body.ReadAsync(part, aborted) is > 0 and var read)
        {
            total += read;
            kept.Write(part.AsSpan(0, total <= max ? read : 0));
        }

        return total <= max ? (kept.ToArray(), BodyFault.None) : (default, BodyFault.TooLarge);
    }
}

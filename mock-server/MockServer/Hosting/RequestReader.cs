using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>Turns the host's request into the engine's: raw path, raw query, headers as sent, body bytes.</summary>
internal static class RequestReader
{
    /// <summary>How much more than the limit is read, in bytes, before the connection is closed on the sender.</summary>
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
        };
    }

    // The raw target, since the host's path is already decoded. In absolute form the path starts behind the authority.
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

    private static async ValueTask<(ReadOnlyMemory<byte> Body, BodyFault Fault)> ReadBodyAsync(HttpRequest request, long max, CancellationToken aborted)
    {
        if (request.ContentLength == 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0 && request.Protocol == "HTTP/1.1"))
        {
            return (default, BodyFault.None);
        }

        try
        {
            return request.ContentLength <= max
                ? (await ReadExactlyAsync(request, aborted), BodyFault.None)
                : await ReadToTheEndAsync(request.Body, max, aborted);
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

    // What is too much is read all the same and thrown away: most callers look for the reply only when they have sent everything.
    private static async ValueTask<(ReadOnlyMemory<byte> Body, BodyFault Fault)> ReadToTheEndAsync(Stream body, long max, CancellationToken aborted)
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

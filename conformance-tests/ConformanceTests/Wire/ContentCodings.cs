using System.IO.Compression;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Wire;

/// <summary>Takes the content codings of a reply off (RFC 9110, section 8.4). Whatever the target sends, the outcome is data.</summary>
internal static class ContentCodings
{
    // More than a server has reason to apply.
    private const int MaxCodings = 4;

    /// <summary>Decodes a body.</summary>
    /// <param name="headers">The reply's header fields.</param>
    /// <param name="body">The body as it came.</param>
    /// <param name="isWhole">Whether all of the body came.</param>
    /// <param name="limit">Bytes that are decoded; the rest is left out.</param>
    /// <returns>The decoded body, or the body as it came, with the reason.</returns>
    public static (byte[] Body, string? Problem) Decode(HeaderList headers, byte[] body, bool isWhole, int limit)
    {
        string[] codings =
        [
            .. headers.All("Content-Encoding")
                .SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Select(coding => coding.ToLowerInvariant())
                .Where(coding => coding != "identity"),
        ];
        if (codings.Length > MaxCodings)
        {
            return (body, $"the body has {codings.Length} content codings; the suite decodes at most {MaxCodings}");
        }

        var decoded = body;
        string? problem = null;
        // The last one was applied last. An empty body, as of a HEAD request or a 304, has nothing to decode.
        foreach (var coding in codings.Reverse().TakeWhile(_ => body.Length > 0))
        {
            try
            {
                (decoded, var isCut) = Decode(coding, decoded, limit);
                problem ??= isCut ? $"cut off after {decoded.Length} bytes" : null;
                isWhole &= !isCut;
            }
            catch (NotSupportedException)
            {
                return (body, $"the content coding {coding} is unknown, so the body cannot be read");
            }
            catch (Exception error) when (error is InvalidDataException or InvalidOperationException or IOException)
            {
                return (body, isWhole
                    ? $"the body is not {coding}, though Content-Encoding says so"
                    : $"the body is not whole, so its content coding {coding} cannot be taken off");
            }
        }

        return (decoded, problem);
    }

    private static (byte[] Decoded, bool IsCut) Decode(string coding, byte[] body, int limit)
    {
        using var from = new MemoryStream(body, writable: false);
        using var decoder = Decoder(coding, from);
        using var decoded = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (decoder.Read(buffer) is > 0 and var read)
        {
            var room = limit - (int)decoded.Length;
            decoded.Write(buffer, 0, Math.Min(read, room));
            if (read > room)
            {
                return (decoded.ToArray(), true);
            }
        }

        return (decoded.ToArray(), false);
    }

    private static Stream Decoder(string coding, Stream body) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new NotSupportedException(),
    };
}

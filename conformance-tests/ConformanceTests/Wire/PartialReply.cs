using System.IO.Compression;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Wire;

// Collects a reply while it arrives, so that a connection that breaks in the middle still leaves what came before.
internal sealed class PartialReply : IDisposable
{
    private readonly MemoryStream _body = new();
    private WireReply? _head;
    private bool _cut;

    public void Head(HttpResponseMessage response) => _head = new(
        (int)response.StatusCode,
        response.Version.ToString(),
        [.. Fields(response.Headers.NonValidated), .. Fields(response.Content.Headers.NonValidated)],
        ReadOnlyMemory<byte>.Empty);

    public async Task ReadAsync(Stream body, int limit, CancellationToken cancellation)
    {
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            var room = limit - (int)_body.Length;
            _body.Write(buffer, 0, Math.Min(read, room));
            if (read > room)
            {
                _cut = true;
                return;
            }
        }
    }

    public void Dispose() => _body.Dispose();

    public WireReply? Finish()
    {
        if (_head is null)
        {
            return null;
        }

        var problem = _cut ? $"cut off after {_body.Length} bytes" : null;
        var encoding = _head.Headers.First("Content-Encoding")?.Trim();
        return encoding is null or "" or "identity"
            ? _head with { Body = _body.ToArray(), BodyProblem = problem }
            : Decoded(_head, encoding, problem);
    }

    private WireReply Decoded(WireReply head, string encoding, string? problem)
    {
        try
        {
            _body.Position = 0;
            using var decoder = Decoder(encoding, _body);
            using var decoded = new MemoryStream();
            CopyUpTo(decoder, decoded, HttpWire.BodyLimit);
            return head with { Body = decoded.ToArray(), BodyProblem = problem };
        }
        catch (InvalidDataException)
        {
            return head with { Body = _body.ToArray(), BodyProblem = $"the body is not {encoding}, though Content-Encoding says so" };
        }
    }

    private static Stream Decoder(string encoding, Stream body) => encoding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new InvalidDataException("unknown Content-Encoding"),
    };

    private static void CopyUpTo(Stream from, Stream to, int limit)
    {
        var buffer = new byte[16 * 1024];
        while (to.Length < limit && from.Read(buffer, 0, Math.Min(buffer.Length, limit - (int)to.Length)) is > 0 and var read)
        {
            to.Write(buffer, 0, read);
        }
    }

    private static IEnumerable<HeaderField> Fields(System.Net.Http.Headers.HttpHeadersNonValidated headers) =>
        headers.SelectMany(header => header.Value.Select(value => new HeaderField(header.Key, value)));
}

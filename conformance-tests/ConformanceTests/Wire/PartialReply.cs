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

        var raw = _body.ToArray();
        var cut = _cut ? $"cut off after {raw.Length} bytes" : null;
        var (body, problem) = ContentCodings.Decode(_head.Headers, raw, isWhole: !_cut, HttpWire.BodyLimit);
        return _head with { Body = body, BodyProblem = problem ?? cut };
    }

    private static IEnumerable<HeaderField> Fields(System.Net.Http.Headers.HttpHeadersNonValidated headers) =>
        headers.SelectMany(header => header.Value.Select(value => new HeaderField(header.Key, value)));
}

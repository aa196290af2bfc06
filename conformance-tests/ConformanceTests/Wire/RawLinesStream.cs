using System.Text;

namespace PartnerApi.Conformance.Wire;

// Header lines that must reach the wire as they are, and the line that stands in for them until then.
internal sealed record RawLines(WireRequest Stripped, byte[] StandIn, byte[] Lines)
{
    private const string Name = "X-Raw-Lines";

    public static RawLines Read(WireRequest request)
    {
        var raw = request.Headers.Where(field => field.Verbatim || request.Headers.CountOf(field.Name) > 1).ToList();
        var text = string.Concat(raw.Select(field => $"{field}\r\n"));
        var stripped = request with { Headers = [.. request.Headers.Except(raw), new(Name, "1")] };
        return new(stripped, Encoding.UTF8.GetBytes($"{Name}: 1\r\n"), Encoding.UTF8.GetBytes(text));
    }

    public RawLinesStream Filter(Stream inner) => new(inner, StandIn, Lines);
}

// SocketsHttpHandler joins repeated names and trims values. The request therefore carries one stand-in line,
// which is exchanged here for the raw ones, once the whole header section has been written.
internal sealed class RawLinesStream(Stream inner, byte[] standIn, byte[] lines) : Stream
{
    private static readonly byte[] HeaderEnd = "\r\n\r\n"u8.ToArray();

    private readonly MemoryStream _buffered = new();
    private bool _passed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_passed)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        _buffered.Write(buffer.Span);
        if (Exchanged() is { } whole)
        {
            _passed = true;
            await inner.WriteAsync(whole, cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _buffered.Dispose();
        }

        base.Dispose(disposing);
    }

    private ReadOnlyMemory<byte>? Exchanged()
    {
        var sent = _buffered.GetBuffer().AsSpan(0, (int)_buffered.Length);
        if (sent.IndexOf(HeaderEnd) < 0)
        {
            return null;
        }

        var at = sent.IndexOf(standIn);
        return (byte[])[.. sent[..at], .. lines, .. sent[(at + standIn.Length)..]];
    }
}

using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>Forwards the response of a user's stub, and discards what WireMock.Net writes when the engine handles the request.</summary>
internal sealed class StubReplyStream(HttpResponse response) : Stream
{
    private readonly Stream _inner = response.Body;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool Discards => EngineMapping.IsChosen(response);

    public override void Flush()
    {
        if (!Discards)
        {
            _inner.Flush();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        Discards ? Task.CompletedTask : _inner.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!Discards)
        {
            _inner.Write(buffer, offset, count);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Discards ? ValueTask.CompletedTask : _inner.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

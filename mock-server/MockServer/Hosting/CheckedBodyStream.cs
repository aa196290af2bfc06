using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>
/// A request body whose framing errors are all <see cref="BadHttpRequestException"/>: the host reports some of them, such as a chunk
/// size that overflows, as an arithmetic error, which would be answered as a failure of the mock instead of the caller's (RFC 9112 7.1).
/// </summary>
/// <param name="inner">The host's stream.</param>
internal sealed class CheckedBodyStream(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (IsFraming(error))
        {
            throw new BadHttpRequestException("the body's transfer coding is malformed", StatusCodes.Status400BadRequest, error);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static bool IsFraming(Exception error) =>
        error is not BadHttpRequestException && error is ArithmeticException or IOException or InvalidDataException or ArgumentException;
}

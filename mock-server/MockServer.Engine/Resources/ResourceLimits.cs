namespace PartnerApi.Mock.Resources;

/// <summary>The limits of the objects of all sessions, in bytes of their JSON texts.</summary>
public sealed class ResourceLimits
{
    /// <summary>The most bytes of one session.</summary>
    public const long SessionBytes = 64L * 1024 * 1024;

    /// <summary>The most bytes of all sessions.</summary>
    public const long TotalBytes = 256L * 1024 * 1024;

    private long _used;

    /// <summary>Bytes in use.</summary>
    public long Used => Interlocked.Read(ref _used);

    internal void Take(long bytes) => Interlocked.Add(ref _used, bytes);
}

namespace PartnerApi.Mock.Journal;

/// <summary>The limits of all journals of a mock.</summary>
/// <param name="exchanges">The most exchanges of one session; 0 keeps none.</param>
public sealed class JournalLimits(int exchanges)
{
    /// <summary>The most bytes of one session, in requests and replies.</summary>
    public const long SessionBytes = 8L * 1024 * 1024;

    /// <summary>The most bytes of all sessions; beyond it a session that adds gives up its own oldest exchanges.</summary>
    public const long TotalBytes = 64L * 1024 * 1024;

    /// <summary>The most exchanges of one session, unless told otherwise.</summary>
    public const int Default = 1000;

    private long _used;

    /// <summary>The most exchanges of one session; 0 keeps none.</summary>
    public int Exchanges => exchanges;

    /// <summary>Bytes in use.</summary>
    public long Used => Interlocked.Read(ref _used);

    internal void Take(long bytes) => Interlocked.Add(ref _used, bytes);
}

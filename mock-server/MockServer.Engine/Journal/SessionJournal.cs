using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Journal;

/// <summary>The last exchanges of a session, without secrets. Bounded in number and bytes: the oldest are removed first.</summary>
/// <param name="limits">What it shares with the other journals.</param>
public sealed class SessionJournal(JournalLimits limits) : IReadOnlyList<Exchange>, ISessionPart
{
    private const int MaxShown = 10;

    private readonly Lock _lock = new();
    private readonly ExchangeBuffer _ring = new();
    private TaskCompletionSource? _news;

    /// <summary>How many exchanges are kept now.</summary>
    public int Count => Read(ring => ring.Count);

    /// <summary>Number of the newest exchange; 0 before the first one.</summary>
    public long Last => Read(ring => ring.Last);

    /// <summary>Bytes that the kept exchanges take.</summary>
    public long Bytes => Read(ring => ring.Bytes);

    /// <summary>Whether anything is kept at all.</summary>
    public bool IsOn => limits.Exchanges > 0;

    /// <summary>An exchange by its place, the oldest kept one first.</summary>
    /// <param name="index">0 or more.</param>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public Exchange this[int index] => After(0)[index];

    /// <summary>Finds an exchange.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>The exchange, or null when it never was or is kept no longer.</returns>
    public Exchange? Find(long number) => Read(ring => ring.Find(number));

    /// <summary>The exchanges behind a number, the oldest first.</summary>
    /// <param name="number">A number; 0 for all.</param>
    /// <returns>A copy.</returns>
    public ImmutableArray<Exchange> After(long number) => Read(ring => ring.After(number));

    /// <summary>
    /// The exchanges behind a number, and the number to continue from. It is that of the newest exchange, kept or not: after a journal
    /// was cleared, or where none is kept, a reader would else find the same news again and again.
    /// </summary>
    /// <param name="number">A number; 0 for all.</param>
    /// <returns>A copy, and the number to pass next time.</returns>
    public (ImmutableArray<Exchange> Exchanges, long Position) ReadAfter(long number) => Read(ring => (ring.After(number), ring.Last));

    /// <summary>Completes when an exchange behind a number is there.</summary>
    /// <param name="number">The number.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>A task.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public Task WaitAsync(long number, CancellationToken stop)
    {
        lock (_lock)
        {
            return _ring.Last > number
                ? Task.CompletedTask
                : (_news ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(stop);
        }
    }

    /// <summary>Removes all exchanges; numbering continues.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while (_ring.Count > 0)
            {
                DropOldest();
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Exchange> GetEnumerator() => After(0).AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// The refused exchanges with their causes, or the last ones when none was refused: made for the message of a failed test.
    /// </summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var all = After(0);
        var refused = all.Where(exchange => exchange.IsRefused || exchange.Fault is not null).ToList();
        var head = string.Create(
            CultureInfo.InvariantCulture, $"{all.Length} exchanges, {all.Count(exchange => exchange.IsRefused)} refused");
        var shown = (refused.Count > 0 ? refused : all.AsEnumerable()).TakeLast(MaxShown);
        return string.Join(Environment.NewLine, shown.Select(exchange => "  " + exchange).Prepend(head));
    }

    internal void Add(Exchange exchange)
    {
        TaskCompletionSource? news;
        lock (_lock)
        {
            _ring.Add(exchange, IsOn);
            limits.Take(IsOn ? exchange.Bytes : 0);
            while (_ring.Count > limits.Exchanges
                || (_ring.Count > 1 && (_ring.Bytes > JournalLimits.SessionBytes || limits.Used > JournalLimits.TotalBytes)))
            {
                DropOldest();
            }

            (news, _news) = (_news, null);
        }

        news?.SetResult();
    }

    private void DropOldest()
    {
        var before = _ring.Bytes;
        _ring.DropOldest();
        limits.Take(_ring.Bytes - before);
    }

    private T Read<T>(Func<ExchangeBuffer, T> read)
    {
        lock (_lock)
        {
            return read(_ring);
        }
    }
}

/// <summary>Adds the journal to sessions.</summary>
public static class SessionJournals
{
    extension(Session session)
    {
        /// <summary>The last exchanges of the session, without secrets.</summary>
        public SessionJournal Journal => session.Part<SessionJournal>();
    }
}

namespace PartnerApi.Mock.Dashboard;

/// <summary>What a form did, in words.</summary>
/// <param name="Text">The words; a line each where there are several.</param>
/// <param name="IsGood">Whether it was done.</param>
internal sealed record Notice(string Text, bool IsGood)
{
    public static Notice Done(string text) => new(text, true);

    public static Notice Refused(string text) => new(text, false);
}

/// <summary>The notices of the last forms. A page names its notice by an id, so that no link can put words into a page.</summary>
internal sealed class Notices
{
    /// <summary>How many are kept; the oldest go first.</summary>
    public const int Max = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Notice> _kept = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Keeps a notice.</summary>
    /// <returns>Its id.</returns>
    public string Keep(Notice notice)
    {
        var id = Guid.NewGuid().ToString("N");
        lock (_lock)
        {
            _kept.Add(id, notice);
            _order.Enqueue(id);
            if (_order.Count > Max)
            {
                _kept.Remove(_order.Dequeue());
            }
        }

        return id;
    }

    /// <summary>Finds a notice; null when there is none of that id any more.</summary>
    public Notice? Find(string id)
    {
        lock (_lock)
        {
            return _kept.GetValueOrDefault(id);
        }
    }
}

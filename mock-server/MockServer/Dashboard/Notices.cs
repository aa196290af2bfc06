namespace PartnerApi.Mock.Dashboard;

/// <summary>The result of a form.</summary>
/// <param name="Text">The message; it can have several lines.</param>
/// <param name="IsGood">Whether the form succeeded.</param>
internal sealed record Notice(string Text, bool IsGood)
{
    public static Notice Done(string text) => new(text, true);

    public static Notice Refused(string text) => new(text, false);
}

/// <summary>The results of the last forms. A page refers to its notice by an id, so that a link cannot inject text into a page.</summary>
internal sealed class Notices
{
    /// <summary>Maximum number of notices; the oldest are removed first.</summary>
    public const int Max = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Notice> _notices = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Stores a notice.</summary>
    /// <returns>Its id.</returns>
    public string Add(Notice notice)
    {
        var id = Guid.NewGuid().ToString("N");
        lock (_lock)
        {
            _notices.Add(id, notice);
            _order.Enqueue(id);
            if (_order.Count > Max)
            {
                _notices.Remove(_order.Dequeue());
            }
        }

        return id;
    }

    /// <summary>Finds a notice; null when it no longer exists.</summary>
    public Notice? Find(string id)
    {
        lock (_lock)
        {
            return _notices.GetValueOrDefault(id);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Persistence;

/// <summary>
/// Saves sessions to a file in the background: twice a second it writes all changes in one transaction.
/// Objects are immutable, so an object is unchanged if it is the same reference.
/// </summary>
internal sealed class StateStore : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    private readonly StateDatabase _database;
    private readonly SessionRegistry _sessions;
    private readonly TextWriter _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly Task _loop;
    private bool _fromScratch;

    private StateStore(StateDatabase database, SessionRegistry sessions, TextWriter log)
    {
        _database = database;
        _sessions = sessions;
        _log = log;
        Restore();
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Restores the sessions of a file and saves them from now on.</summary>
    /// <exception cref="StateException">The file cannot be used.</exception>
    public static StateStore Open(string path, string contract, SessionRegistry sessions, TextWriter log)
    {
        var database = StateDatabase.Open(path, contract);
        try
        {
            return new(database, sessions, log);
        }
        catch (Exception error) when (
            error is JsonException or ArgumentException or FormatException or SqliteException or InvalidOperationException)
        {
            database.Dispose();
            throw new StateException(path, "is corrupt: its content cannot be read", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _database.Dispose();
    }

    private void Restore()
    {
        var objects = _database.Objects().ToLookup(kept => kept.Session);
        foreach (var text in _database.Sessions().ToArray())
        {
            var session = JsonSerializer.Deserialize<SessionRecord>(text, Json)!.RestoreTo(_sessions);
            session.Resources.Restore(objects[session.Id].Select(kept => (kept.Type, kept.Resource)));
            _kept[session.Id] = new(
                text, session.Resources.Everything().ToDictionary(item => (item.Type, item.Resource.Id), item => item.Resource));
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await SaveAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await SaveAsync();
        }
    }

    // Saving is tried again later, for example after a full disk; until then the file contains the last complete state.
    private async Task SaveAsync()
    {
        try
        {
            Save();
        }
        catch (SqliteException error)
        {
            _kept.Clear();
            _fromScratch = true;
            await _log.WriteLineAsync($"partner-api-mock: the state could not be saved: {error.Message}");
        }
    }

    private void Save()
    {
        var now = _sessions.Entries
            .Select(entry => SessionRecord.From(entry.Session, entry.Idle))
            .ToDictionary(record => record.Id, StringComparer.Ordinal);
        var work = new List<Action<StateDatabase>>();
        if (_fromScratch)
        {
            work.Add(database => database.Clear());
        }

        foreach (var gone in _kept.Keys.Where(id => !now.ContainsKey(id)).ToArray())
        {
            work.Add(database => database.DeleteSession(gone));
            _kept.Remove(gone);
        }

        foreach (var (id, record) in now)
        {
            Compare(id, JsonSerializer.Serialize(record, Json), work);
        }

        if (work.Count > 0)
        {
            _database.Write(database => work.ForEach(step => step(database)));
        }

        _fromScratch = false;
    }

    private void Compare(string id, string record, List<Action<StateDatabase>> work)
    {
        if (_sessions.Find(id) is not { } session)
        {
            return;
        }

        if (!_kept.TryGetValue(id, out var kept))
        {
            _kept[id] = kept = new("", []);
        }

        if (kept.Record != record)
        {
            kept.Record = record;
            work.Add(database => database.PutSession(id, record));
        }

        Compare(session, kept.Objects, work);
    }

    private static void Compare(Session session, Dictionary<(string Type, string Id), Resource> kept, List<Action<StateDatabase>> work)
    {
        var gone = kept.Keys.ToHashSet();
        foreach (var (type, resource) in session.Resources.Everything())
        {
            gone.Remove((type, resource.Id));
            if (!kept.TryGetValue((type, resource.Id), out var known) || !ReferenceEquals(known, resource))
            {
                kept[(type, resource.Id)] = resource;
                work.Add(database => database.Put(new(session.Id, type, resource)));
            }
        }

        foreach (var (type, id) in gone)
        {
            kept.Remove((type, id));
            work.Add(database => database.Delete(session.Id, type, id));
        }
    }

    private sealed class Kept(string record, Dictionary<(string Type, string Id), Resource> objects)
    {
        public string Record { get; set; } = record;

        public Dictionary<(string Type, string Id), Resource> Objects { get; } = objects;
    }
}

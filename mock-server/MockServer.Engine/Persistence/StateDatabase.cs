using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Persistence;

/// <summary>A stored object.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Type">Its resource type.</param>
/// <param name="Resource">The object.</param>
internal sealed record StoredObject(string Session, string Type, Resource Resource);

/// <summary>The state file (<c>--state</c>): an SQLite database that one process uses at a time.</summary>
internal sealed class StateDatabase : IDisposable
{
    private const long ApplicationId = 0x50414D31;
    private const long Format = 2;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Schema = """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE sessions (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE objects (position INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
                              parent TEXT, body TEXT NOT NULL, UNIQUE (session, type, id));
        """;

    private readonly SqliteConnection _connection;
    private readonly FileStream _ownership;

    private StateDatabase(SqliteConnection connection, FileStream ownership)
    {
        _connection = connection;
        _ownership = ownership;
    }

    /// <summary>Opens a file, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contract">The contract that its objects follow.</param>
    /// <exception cref="StateException">The file is corrupt, in use, not accessible, or belongs to another program or contract.</exception>
    public static StateDatabase Open(string path, string contract)
    {
        FileStream? ownership = null;
        SqliteConnection? connection = null;
        try
        {
            ownership = Own(path);
            OpenOwnerOnly(path, FileShare.ReadWrite).Dispose();
            connection = new($"Data Source={path};Pooling=False");
            connection.Open();
            var database = new StateDatabase(connection, ownership);
            database.Prepare(path, contract);
            return database;
        }
        catch (Exception error)
        {
            connection?.Dispose();
            ownership?.Dispose();
            throw error switch
            {
                StateException => error,
                SqliteException { SqliteErrorCode: 26 } => new StateException(path, "is not an SQLite database or is corrupt", error),
                SqliteException { SqliteErrorCode: 11 } => new StateException(path, "is corrupt", error),
                SqliteException or IOException or UnauthorizedAccessException =>
                    new StateException(path, $"cannot be used: {error.Message}", error),
                _ => error,
            };
        }
    }

    public IEnumerable<string> Sessions() => Read("SELECT record FROM sessions", row => row.GetString(0));

    public IEnumerable<StoredObject> Objects() => Read(
        "SELECT session, type, id, parent, body FROM objects ORDER BY position",
        row => new StoredObject(
            row.GetString(0), row.GetString(1), new(row.GetString(2), row.IsDBNull(3)
                ? null
                : row.GetString(3), JsonNode.Parse(row.GetString(4))!.AsObject())));

    /// <summary>Writes in one transaction: all of it or nothing.</summary>
    public void Write(Action<StateDatabase> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            work(this);
            Execute("COMMIT");
        }
        catch
        {
            TryRollBack();
            throw;
        }
    }

    // SQLite ends the transaction by itself on some errors, a full disk for one. The cause must not be hidden by a second error.
    private void TryRollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (Exception error) when (error is SqliteException or InvalidOperationException)
        {
        }
    }

    public void Clear()
    {
        Execute("DELETE FROM sessions");
        Execute("DELETE FROM objects");
    }

    public void PutSession(string id, string record) =>
        Execute("INSERT INTO sessions VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET record = $2", id, record);

    public void DeleteSession(string id)
    {
        Execute("DELETE FROM sessions WHERE id = $1", id);
        Execute("DELETE FROM objects WHERE session = $1", id);
    }

    public void Put(StoredObject kept) => Execute(
        "INSERT INTO objects (session, type, id, parent, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (session, type, id) DO UPDATE "
            + "SET parent = $4, body = $5",
        kept.Session, kept.Type, kept.Resource.Id, kept.Resource.Parent, kept.Resource.Body.ToJsonString());

    public void Delete(string session, string type, string id) =>
        Execute("DELETE FROM objects WHERE session = $1 AND type = $2 AND id = $3", session, type, id);

    public void Dispose()
    {
        _connection.Dispose();
        _ownership.Dispose();
    }

    // The operating system releases the lock when the process ends.
    private static FileStream Own(string path)
    {
        try
        {
            return OpenOwnerOnly(path + ".lock");
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new StateException(path, "is in use by another mock", error);
        }
    }

    // It holds the headers of webhook registrations. SQLite gives its side files the mode of the main file.
    private static FileStream OpenOwnerOnly(string path, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (OperatingSystem.IsWindows())
        {
            return new(path, options);
        }

        options.UnixCreateMode = OwnerOnly;
        var file = new FileStream(path, options);
        if ((File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return file;
    }

    // Nothing is written before the file is known to belong to this mock or to be empty.
    private void Prepare(string path, string contract)
    {
        var isNew = Number("PRAGMA page_count") == 0;
        if (!isNew)
        {
            Check(path, contract);
        }

        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = NORMAL");
        if (isNew)
        {
            Write(_ => Create(contract));
        }
    }

    private void Check(string path, string contract)
    {
        if (Number("PRAGMA application_id") != ApplicationId)
        {
            throw new StateException(path, "belongs to another program");
        }

        if (Text("PRAGMA quick_check(1)") is var found && found != "ok")
        {
            throw new StateException(path, "is corrupt");
        }

        if (Number("PRAGMA user_version") != Format || Text("SELECT value FROM facts WHERE name = 'contract'") != contract)
        {
            throw new StateException(path, $"was written for a contract other than {contract} or by another version of the mock");
        }
    }

    private void Create(string contract)
    {
        Execute(Schema);
        Execute("INSERT INTO facts VALUES ('contract', $1)", contract);
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Format}"));
    }

    private long Number(string sql) => Convert.ToInt64(Scalar(sql), CultureInfo.InvariantCulture);

    private string? Text(string sql) => Scalar(sql) as string;

    private object? Scalar(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    private void Execute(string sql, params string?[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private IEnumerable<T> Read<T>(string sql, Func<SqliteDataReader, T> row)
    {
        using var command = Command(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return row(reader);
        }
    }

    private SqliteCommand Command(string sql, params string?[] values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this class; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters.AddWithValue($"${index + 1}", (object?)values[index] ?? DBNull.Value);
        }

        return command;
    }
}

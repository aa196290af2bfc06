using Microsoft.Data.Sqlite;
using NUnit.Framework;
using PartnerApi.Mock.Persistence;
using PartnerApi.Mock.Tests.Cli;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.State;

/// <summary>A file that cannot be used is named, and never touched.</summary>
internal sealed class DamagedState
{
    private static IEnumerable<TestCaseData> Damages =>
    [
        Case(
            "text", "is not an SQLite database",
            (_, path) => File.WriteAllText(path, "not a database, but long enough to have a header of its own")),
        Case("another program's database", "belongs to another program", (_, path) => Execute(path, "CREATE TABLE notes (text TEXT)")),
        Case("the end is missing", "is corrupt", (good, path) => File.WriteAllBytes(path, good[..(good.Length / 2)])),
        Case(
            "zeros in the middle", "is corrupt",
            (good, path) => File.WriteAllBytes(path, [.. good[..4096], .. new byte[good.Length - 4096]])),
        Case("a session that cannot be read", "is corrupt", (good, path) => Changed(good, path, "UPDATE sessions SET record = '{'")),
        Case("an object that cannot be read", "is corrupt", (good, path) => Changed(good, path, "UPDATE objects SET body = '{'")),
        Case("a session of another shape", "is corrupt", (good, path) => Changed(good, path, "UPDATE sessions SET record = '{}'")),
        Case("a table less", "is corrupt", (good, path) => Changed(good, path, "DROP TABLE objects")),
        Case("a later format", "by another version of the mock", (good, path) => Changed(good, path, "PRAGMA user_version = 3")),
        Case(
            "another contract", "was written for a contract other than v1",
            (good, path) => Changed(good, path, "UPDATE facts SET value = 'v9'")),
    ];

    [TestCaseSource(nameof(Damages))]
    public async Task A_file_that_cannot_be_used_is_refused_and_left_as_it_is(Action<byte[], string> damage, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("state.db");
        await using (await Mocks.StartAsync("v1", options => options with { StateFile = path }))
        {
        }

        var good = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        damage(good, path);
        var before = await File.ReadAllBytesAsync(path);
        Assert.That(
            () => Mocks.StartAsync("v1", options => options with { StateFile = path }),
            Throws.TypeOf<StateException>().With.Message.Contains(reason).And.Message.Contains(path)
                .And.Message.EndsWith("the file was not changed"));
        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(before));
    }

    [Test]
    public async Task The_tool_says_so_and_ends_with_2()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("state.db");
        await File.WriteAllTextAsync(path, "not a database, but long enough to have a header of its own");
        var ended = await CommandLine.RunAsync("--port", "0", "--control-port", "0", "--state", path);

        Assert.That(ended.ExitCode, Is.EqualTo(2));
        Assert.That(ended.Errors, Does.StartWith($"partner-api-mock: the state file '{path}' is not an SQLite database"));
    }

    [Test]
    public async Task Two_mocks_do_not_share_a_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("state.db");
        await using var first = await Mocks.StartAsync("v1", options => options with { StateFile = path });
        Assert.That(
            () => Mocks.StartAsync("v1", options => options with { StateFile = path }),
            Throws.TypeOf<StateException>().With.Message.Contains("is in use by another mock"));
    }

    [Test]
    public void A_folder_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            () => Mocks.StartAsync("v1", options => options with { StateFile = folder.File("nowhere/state.db") }),
            Throws.TypeOf<StateException>().With.Message.Contains("nowhere"));
    }

    private static TestCaseData Case(string name, string reason, Action<byte[], string> damage) =>
        new TestCaseData(damage, reason).SetArgDisplayNames(name);

    private static void Changed(byte[] good, string path, string sql)
    {
        File.WriteAllBytes(path, good);
        Execute(path, sql);
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}

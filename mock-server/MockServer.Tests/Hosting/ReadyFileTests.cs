using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>The file that says that a mock listens, and where.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ReadyFileTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("partner-api-mock-ready-");

    private string Ready => Path.Combine(_folder.FullName, "ready.json");

    private MockOptions Options => new() { ReadyFile = Ready };

    [TearDown]
    public void DeleteTheFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task It_says_where_the_mock_listens()
    {
        await using var mock = await PartnerApiMock.StartAsync(Options);
        var expected = new JsonObject
        {
            ["apiAddress"] = $"http://127.0.0.1:{mock.ApiAddress.Port}",
            ["controlAddress"] = $"http://127.0.0.1:{mock.ControlAddress!.Port}",
            ["tokenEndpoint"] = $"http://127.0.0.1:{mock.ApiAddress.Port}/oauth2/token",
            ["clientId"] = "partner-local",
            ["requestorId"] = GoodRequests.Requestor,
            ["contract"] = "v1",
            ["processId"] = Environment.ProcessId,
        };

        Assert.That(JsonNode.DeepEquals(Read(), expected), Is.True, Read().ToJsonString());
        Assert.That(File.ReadAllText(Ready), Does.Not.Contain(mock.ClientSecret));
    }

    [Test]
    public async Task A_mock_without_a_control_API_says_so()
    {
        await using var mock = await PartnerApiMock.StartAsync(Options with { ControlAddress = null });

        Assert.That(Read().ContainsKey("controlAddress"), Is.True);
        Assert.That(Read()["controlAddress"], Is.Null);
    }

    [Test]
    public async Task It_appears_whole()
    {
        using var watcher = new FileSystemWatcher(_folder.FullName) { InternalBufferSize = 65536 };
        var appeared = new TaskCompletionSource<WatcherChangeTypes>(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += Note;
        watcher.Renamed += Note;
        watcher.EnableRaisingEvents = true;
        await using var mock = await PartnerApiMock.StartAsync(Options);

        Assert.That(await appeared.Task, Is.EqualTo(WatcherChangeTypes.Renamed));
        Assert.That(Files(), Is.EqualTo(["ready.json"]));

        void Note(object sender, FileSystemEventArgs change)
        {
            if (change.Name == "ready.json")
            {
                appeared.TrySetResult(change.ChangeType);
            }
        }
    }

    [Test]
    public async Task It_is_gone_when_the_mock_has_stopped()
    {
        await using (await PartnerApiMock.StartAsync(Options))
        {
            Assert.That(Files(), Is.EqualTo(["ready.json"]));
        }

        Assert.That(Files(), Is.Empty);
    }

    [Test]
    public async Task It_is_gone_before_the_mock_stops_to_answer()
    {
        using var entered = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim(initialState: false);
        var mock = await PartnerApiMock.StartAsync(Options with
        {
            Intercept = (request, answer) =>
            {
                entered.Release();
                gate.Wait();
                return answer(request);
            },
        });
        var inFlight = WireConnection.SendAsync(mock.ApiAddress, RunningMock.TokenBytes);
        await entered.WaitAsync();
        var stop = Task.Run(async () => await mock.DisposeAsync());
        while (File.Exists(Ready))
        {
            await Task.Yield();
        }

        Assert.That(stop.IsCompleted, Is.False);
        gate.Set();
        Assert.That((await inFlight).Status, Is.EqualTo(200));
        await stop;
    }

    [Test]
    public async Task A_mock_that_another_one_has_followed_leaves_the_file_alone()
    {
        var first = await PartnerApiMock.StartAsync(Options);
        await using var second = await PartnerApiMock.StartAsync(Options);
        await first.DisposeAsync();

        Assert.That((string?)Read()["apiAddress"], Is.EqualTo($"http://127.0.0.1:{second.ApiAddress.Port}"));
    }

    [Test]
    public async Task The_file_of_an_earlier_mock_is_removed_before_the_next_one_listens()
    {
        await LeaveBehindAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = new Uri($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");

        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(Options with { ApiAddress = taken }), Throws.TypeOf<AddressInUseException>());
        Assert.That(Files(), Is.Empty);
    }

    [Test]
    public async Task An_empty_file_as_mktemp_makes_it_is_replaced()
    {
        await File.WriteAllTextAsync(Ready, "");
        await using var mock = await PartnerApiMock.StartAsync(Options);

        Assert.That((int?)Read()["processId"], Is.EqualTo(Environment.ProcessId));
    }

    [TestCase("{\"port\": 8080}")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("notes")]
    public async Task A_file_of_somebody_else_is_left_alone(string content)
    {
        await File.WriteAllTextAsync(Ready, content);

        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(Options),
            Throws.TypeOf<IOException>().With.Message.Contains("\"readyFile\": cannot write ").And.Message.Contains("is not a ready file"));
        Assert.That(await File.ReadAllTextAsync(Ready), Is.EqualTo(content));
        Assert.That(Files(), Is.EqualTo(["ready.json"]));
    }

    [TestCase("missing/ready.json")]
    [TestCase(".")]
    [TestCase("/dev/null")]
    [TestCase("/proc/ready.json")]
    public async Task A_path_that_cannot_be_written_is_named_before_anything_listens(string path)
    {
        // An address that cannot be listened on: whoever came to it would name it.
        var options = Options with { ReadyFile = Path.Combine(_folder.FullName, path), ApiAddress = new("http://192.0.2.1:8080") };

        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(options),
            Throws.TypeOf<IOException>().With.Message.StartsWith("\"readyFile\": cannot write "));
        Assert.That(Files(), Is.Empty);
    }

    private JsonObject Read() => JsonNode.Parse(File.ReadAllText(Ready))!.AsObject();

    private string[] Files() => [.. _folder.GetFiles().Select(file => file.Name)];

    // As after kill -9: what a mock has written, and no mock.
    private async Task LeaveBehindAsync()
    {
        var mock = await PartnerApiMock.StartAsync(Options);
        var content = await File.ReadAllTextAsync(Ready);
        await mock.DisposeAsync();
        await File.WriteAllTextAsync(Ready, content);
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PartnerApi.Mock.Tests.Hosting;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Secrecy;

/// <summary>
/// Secrets go in at every place of a request, and nothing that the mock shows, says or keeps holds one. That a process writes
/// nothing of them to its standard output is shown by the tests of the process.
/// </summary>
public sealed partial class WaysOutTests
{
    private const string Garbage = "canary-of-a-token-that-nobody-issued";
    private const string Wrong = "canary+of a&real%secret'of=another~system";

    private readonly List<string> _events = [];

    [Test]
    public async Task No_secret_leaves_the_mock_by_any_of_its_ways_out()
    {
        using var folder = new TemporaryFolder();
        using var errors = new StringWriter();
        await using var mock = await PartnerApiMock.StartAsync(options => options with
        {
            StateFile = folder.File("state.db"),
            ErrorLog = TextWriter.Synchronized(errors)
        });
        using var control = new HttpClient { BaseAddress = mock.ControlAddress };
        string[] secrets = [.. await SecretsAsync(mock, control)];
        using var stop = new CancellationTokenSource();
        Task[] streams = [ListenAsync(control, "default", stop.Token), ListenAsync(control, "canary", stop.Token)];

        await SendAsync(mock, secrets);

        var spellings = new SpellingSet(secrets);
        await foreach (var (way, text) in ShownAsync(control))
        {
            Assert.That(Readings(text).SelectMany(spellings.In), Is.Empty, way);
        }

        await stop.CancelAsync();
        await Task.WhenAll(streams);
        Assert.That(_events, Has.Count.GreaterThan(300));
        Assert.That(_events.SelectMany(Readings).SelectMany(spellings.In), Is.Empty, "the stream of events");
        await mock.DisposeAsync();
        Assert.That(errors.ToString(), Is.Empty, "the log of errors");
        Assert.That(Kept(folder.FullName).SelectMany(spellings.In), Is.Empty, "the state file");
    }

    // The secret of a client, its token, the token of another client, and two that nobody gave, presented once in each session.
    private static async Task<IEnumerable<string>> SecretsAsync(PartnerApiMock mock, HttpClient control)
    {
        using var reply = await control.PostAsync(
            new Uri("/control/v1/sessions", UriKind.Relative), new StringContent("""{"id": "canary"}"""));
        var made = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
        var (client, secret) = ((string)made["clientId"]!, (string)made["clientSecret"]!);
        var token = await TokenAsync(mock, client, secret);
        var other = await TokenAsync(mock, "partner-other", "local-only-secret-of-partner-other");
        foreach (var (session, id) in ((string, string)[])[("default", "partner-local"), ("canary", client)])
        {
            await WireConnection.SendAsync(mock.ApiAddress, WireConnection.Bytes(Calls.Query(Garbage).Instead("X-Mock-Session", session)));
            await WireConnection.SendAsync(mock.ApiAddress, WireConnection.Bytes(Calls.Token(Calls.Credentials(id, Wrong))));
        }

        return [secret, token, other, Garbage, Wrong];
    }

    private static async Task<string> TokenAsync(PartnerApiMock mock, string id, string secret)
    {
        var reply = await WireConnection.SendAsync(mock.ApiAddress, WireConnection.Bytes(Calls.Token(Calls.Credentials(id, secret))));
        return (string)reply.Json["access_token"]!;
    }

    // Once with a token of each session, so that both keep what came.
    private static async Task SendAsync(PartnerApiMock mock, string[] secrets)
    {
        var requests =
            from token in secrets[1..3]
            from place in Place.All
            from spell in Spelling.All.Values
            from secret in secrets
            select Place.Put(
                Calls.Query(token, "/users").Instead("Content-Type", "application/json") with { Method = "POST" }, place, spell(secret));
        foreach (var request in requests)
        {
            try
            {
                await WireConnection.SendAsync(mock.ApiAddress, WireConnection.Bytes(request.Instead("Connection", "close")));
            }
            catch (EndOfStreamException)
            {
                // Not every spelling is HTTP; what the host does not take must not be told either.
            }
        }
    }

    private static async IAsyncEnumerable<(string Way, string Text)> ShownAsync(HttpClient control)
    {
        foreach (var session in (string[])["default", "canary"])
        {
            var root = $"/control/v1/sessions/{session}";
            var journal = await control.GetStringAsync($"{root}/journal?limit=1000");
            var numbers = JsonNode.Parse(journal)!["exchanges"]!.AsArray().Select(exchange => (long)exchange!["number"]!).ToList();
            Assert.That(numbers, Has.Count.GreaterThan(300));
            yield return ($"journal of {session}", journal);
            var paths = ((string[])["/", "/grade", "/clock", "/faults", "/sessions", "/rules"]).Select(page => $"{page}?session={session}")
                .Concat(((string[])["json", "html", "markdown", "junit", "text"]).Select(format => $"{root}/grade?format={format}"))
                .Concat([root, $"{root}/notifications", $"{root}/faults", "/control/v1/sessions", "/metrics"])
                .Concat(numbers.SelectMany(number => (string[])[$"/exchange/{number}?session={session}", $"{root}/journal/{number}"]));
            foreach (var path in paths)
            {
                yield return (path, await control.GetStringAsync(path));
            }
        }
    }

    private async Task ListenAsync(HttpClient control, string session, CancellationToken stop)
    {
        try
        {
            using var stream = new StreamReader(await control.GetStreamAsync(
                new Uri($"/control/v1/sessions/{session}/journal/stream?after=0", UriKind.Relative), stop));
            while (await stream.ReadLineAsync(stop) is { } line)
            {
                lock (_events)
                {
                    _events.Add(line);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    // As it stands, and as a reader of HTML or of JSON sees it.
    private static IEnumerable<string> Readings(string text) =>
        [text, WebUtility.HtmlDecode(text), Escape().Replace(text, match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString())];

    private static IEnumerable<string> Kept(string folder) =>
        Directory.EnumerateFiles(folder).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)));

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex Escape();
}

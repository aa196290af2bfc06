using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Targets;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Building;

/// <summary>How a deployment words its refusals. What varies from reply to reply is no evidence of anything.</summary>
/// <param name="Name">Its name, for example <c>trace-ids</c>.</param>
/// <param name="Sentence">How it words them, in one sentence.</param>
/// <param name="Apply">Gives a mock's refusals of API requests that form.</param>
internal sealed record RefusalShape(string Name, string Sentence, Func<MockOptions, MockOptions> Apply)
{
    private const string RequestorRules = "S4.requestor_id.";

    /// <summary>Every form.</summary>
    public static IEnumerable<RefusalShape> All =>
    [
        new("plain", "texts are the same for each reason", options => options),
        new(
            "one-text",
            "every refusal has the same text and no code",
            options => Shape(options, (_, _) => Message("The request is not valid."))),
        new("trace-ids", "texts end in a trace id", options => Texts(options, text => $"{text} (trace {Letters(8)})", keepsCodes: true)),
        new("times", "texts hold the time", Times),
        new("nested", "refusals are nested, and hold an id of their own", options => Shape(options, (_, reply) => new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["message"] = Text(reply),
                ["incident"] = new JsonObject { ["id"] = Letters(12), ["node"] = Letters(1) },
            },
        })),
        new(
            "random-order",
            "errorDetails come in random order, and the message names them in that order",
            options => Shape(options, RandomOrder)),
        new("one-of-several", "only one of several mistakes is named, at random", options => Shape(options, (_, reply) =>
            Message(Shuffled(Details(reply)).Select(one => $"{one} is wrong").FirstOrDefault() ?? Text(reply)))),
        new("varying-headers", "headers differ in each reply", options => options.WithReply((request, reply) => IsRefusal(request, reply)
            ? reply.WithHeader("X-Request-Id", Letters(16)).WithHeader(
                "Set-Cookie",
                $"node={Letters(4)}; Path=/").WithHeader("X-Node", Letters(1))
            : reply)),
        new("gateway", "a gateway refuses a missing header with an HTML page", options => options.WithReply((request, reply) =>
            IsRefusal(request, reply) && IsAboutRequestor(reply)
                ? reply.WithHeader("Content-Type", "text/html")
                    .WithText(_ => $"<html><title>Bad Request</title><p>Blocked.</p><p>Incident {Letters(10)}</p></html>")
                : reply)),
        new(
            "german",
            "texts are in German, without codes, and name no header",
            options => Shape(options, (_, reply) => Message(German(reply)))),
        new("varying-statuses", "the status varies from reply to reply, and every text is the same", VaryingStatuses),
        new("two-languages", "texts are in German and English by turns, without codes", TwoLanguages),
    ];

    /// <summary>The settings of a deployment on which nothing may be changed.</summary>
    /// <param name="settings">The mock's settings.</param>
    /// <returns>The same settings with side effects <c>none</c>.</returns>
    public static TargetSettings WithoutSideEffects(TargetSettings settings) => settings with { SideEffects = SideEffects.None };

    private static MockOptions Shape(MockOptions options, Func<ApiRequest, ApiReply, JsonObject> body) =>
        options.WithReply((request, reply) =>
        IsRefusal(request, reply) && reply.Status is not 401
            ? reply with { Body = ApiReply.FromJson(reply.Status, body(request, reply)).Body }
            : reply);

    private static MockOptions Texts(MockOptions options, Func<string, string> change, bool keepsCodes) => Shape(options, (_, reply) =>
    {
        var body = Parse(reply);
        body["message"] = change(Text(reply));
        if (!keepsCodes)
        {
            body.Remove("errorCode");
        }

        return body;
    });

    // A clock of its own, so that no two replies have the same time.
    private static MockOptions Times(MockOptions options)
    {
        var seconds = 0;
        return Texts(
            options,
            text =>
            {
                var now = DateTimeOffset.UnixEpoch.AddSeconds(Interlocked.Add(ref seconds, 40_000));
                return $"{text} on {now.ToString("dddd d MMMM HH:mm:ss", CultureInfo.InvariantCulture)}";
            },
            keepsCodes: false);
    }

    // By turns on each path, as two servers behind a balancer answer.
    private static MockOptions TwoLanguages(MockOptions options)
    {
        var turns = new ConcurrentDictionary<string, int>();
        return Shape(options, (request, reply) =>
            Message(turns.AddOrUpdate(request.Path, 0, (_, turn) => turn + 1) % 2 == 0 ? German(reply) : English(reply)));
    }

    // As servers of two versions behind a balancer answer, or checks that run in no fixed order; the same in each run. A missing header
    // has a status of its own, where it is checked.
    private static MockOptions VaryingStatuses(MockOptions options)
    {
        var turns = new ConcurrentDictionary<string, int>();
        var body = ApiReply.FromJson(400, Message("The request is not valid.")).Body;
        return options.WithReply((request, reply) =>
        {
            if (!IsRefusal(request, reply) || reply.Status is 401 or 405 or 413 or 415)
            {
                return reply;
            }

            var key = $"{request.Method} {request.Path}";
            var turn = turns.AddOrUpdate(key, 1, (_, number) => number + 1);
            var draw = key.Aggregate((uint)turn * 2_654_435_761, (hash, letter) => (hash ^ letter) * 16_777_619);
            return reply with { Body = body, Status = IsAboutRequestor(reply) ? 428 : (draw >> 16) % 2 == 0 ? 404 : 400 };
        });
    }

    private static JsonObject RandomOrder(ApiRequest request, ApiReply reply)
    {
        var fields = Shuffled(Details(reply));
        return new()
        {
            ["message"] = fields.Count == 0 ? Text(reply) : $"wrong are {string.Join(" and ", fields)}",
            ["errorDetails"] = new JsonArray([.. fields.Select(field => new JsonObject { ["field"] = field })]),
        };
    }

    private static List<string> Details(ApiReply reply) => IsAboutRequestor(reply) || reply.Status == 404
        ? []
        :
        [
            .. Parse(reply)["errorDetails"] is JsonArray details ? details.Select(one => (string)one!["field"]!) : [],
            "isin",
            "side",
            "amount",
            "currency",
        ];

    private static List<string> Shuffled(List<string> items)
    {
        var order = items.ToArray();
        Random.Shared.Shuffle(order);
        return [.. order];
    }

    private static string German(ApiReply reply) => reply switch
    {
        _ when IsAboutRequestor(reply) => "Die Angabe des Auftraggebers fehlt oder ist ungültig.",
        { Status: 404 } => "Das gesuchte Objekt wurde nicht gefunden.",
        { Status: 415 } => "Dieses Format wird nicht unterstützt.",
        _ => $"Der Inhalt der Anfrage ist falsch. Vorgang {Letters(6)}",
    };

    private static string English(ApiReply reply) => reply switch
    {
        _ when IsAboutRequestor(reply) => "Nobody is named who orders this.",
        { Status: 404 } => "The object was not found.",
        { Status: 415 } => "This format is not supported.",
        _ => $"The content is wrong. Case {Letters(6)}",
    };

    private static bool IsRefusal(ApiRequest request, ApiReply reply) => !request.IsToken() && reply.Status is >= 400 and < 500;

    private static bool IsAboutRequestor(ApiReply reply) => reply.Rule()?.StartsWith(RequestorRules, StringComparison.Ordinal) == true;

    private static JsonObject Message(string text) => new() { ["message"] = text };

    private static string Text(ApiReply reply) => (string?)Parse(reply)["message"] ?? "";

    private static JsonObject Parse(ApiReply reply) => reply.Body.IsEmpty ? [] : JsonNode.Parse(reply.Body.Span) as JsonObject ?? [];

    // Letters only: an id without a digit looks like a word.
    private static string Letters(int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + Random.Shared.Next(26))));
}

using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Journal;

namespace PartnerApi.Mock.Control;

/// <summary>Selects exchanges of a journal.</summary>
internal sealed record JournalFilter
{
    public const int MaxWait = 30;

    private const int MaxLimit = 1000;

    private static readonly string[] Known = ["rule", "operation", "status", "refused", "requestId", "after", "limit", "wait", "session"];

    /// <summary>Prefix of the id of the requirement whose rule refused the request.</summary>
    public string? Rule { get; private init; }

    public string? Operation { get; private init; }

    /// <summary>A status such as <c>401</c>, or a class such as <c>4xx</c>.</summary>
    public string? Status { get; private init; }

    public bool? Refused { get; private init; }

    /// <summary>The <c>requestId</c> of an error message.</summary>
    public string? RequestId { get; private init; }

    /// <summary>Only exchanges after this number, oldest first; null for the newest ones.</summary>
    public long? After { get; init; }

    public int Limit { get; private init; } = 100;

    /// <summary>How long to wait for the first match.</summary>
    public TimeSpan Wait { get; private init; }

    /// <summary>Reads the filter from the query of a control request.</summary>
    /// <returns>What is wrong with the query; null when it is valid.</returns>
    public static string? Read(IQueryCollection query, out JournalFilter filter)
    {
        filter = new()
        {
            Rule = Text(query["rule"]),
            Operation = Text(query["operation"]),
            Status = Text(query["status"]),
            Refused = bool.TryParse(query["refused"], out var refused) ? refused : null,
            RequestId = Text(query["requestId"]),
            After = Number(query["after"]),
            Limit = (int)Math.Clamp(Number(query["limit"]) ?? 100, 1, MaxLimit),
            Wait = TimeSpan.FromSeconds(Math.Clamp(Number(query["wait"]) ?? 0, 0, MaxWait)),
        };
        return Unknown(query) ?? NotANumber(query, "after") ?? NotANumber(query, "limit") ?? NotANumber(query, "wait")
            ?? (Text(query["refused"]) is { } text && filter.Refused is null ? $"\"refused\" is \"{text}\"; expected true or false" : null)
            ?? (filter.Status is { } status && !IsStatus(status)
                ? $"\"status\" is \"{status}\"; expected a status code such as 401 or a class such as 4xx"
                : null);
    }

    public bool Matches(Exchange exchange) =>
        (Rule is null || exchange.Broken?.Requirement.StartsWith(Rule, StringComparison.OrdinalIgnoreCase) == true)
        && (Operation is null || string.Equals(exchange.Operation?.Id, Operation, StringComparison.OrdinalIgnoreCase))
        && (Status is null || Shown(exchange.Reply.Status).StartsWith(Status.TrimEnd('x', 'X'), StringComparison.Ordinal))
        && (Refused is null || exchange.IsRefused == Refused)
        && (RequestId is null || string.Equals(exchange.RequestId, RequestId, StringComparison.OrdinalIgnoreCase));

    public ImmutableArray<Exchange> From(SessionJournal journal)
    {
        var matches = journal.After(After ?? 0).Where(Matches);
        return [.. After is null ? matches.TakeLast(Limit) : matches.Take(Limit)];
    }

    private static string Shown(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static string? Unknown(IQueryCollection query) =>
        query.Keys.FirstOrDefault(key => !Known.Contains(key)) is { } unknown
            ? $"unknown filter \"{unknown}\"{DidYouMean.Clause(unknown, Known)}; expected {string.Join(", ", Known[..^1])}"
            : null;

    private static bool IsStatus(string text) =>
        text.Length == 3 && char.IsAsciiDigit(text[0]) && text[1..].All(letter => char.IsAsciiDigit(letter) || letter is 'x' or 'X');

    private static string? Text(StringValues values) => values.ToString() is { Length: > 0 } text ? text : null;

    private static long? Number(StringValues values) =>
        long.TryParse(values, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? NotANumber(IQueryCollection query, string name) =>
        Text(query[name]) is { } text && Number(text) is null ? $"\"{name}\" is \"{text}\"; expected a whole number" : null;
}

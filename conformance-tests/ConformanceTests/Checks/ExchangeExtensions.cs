using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Checks;

/// <summary>Properties of a reply. None of them throws; missing parts have a defined value or text.</summary>
public static class ExchangeExtensions
{
    // Servers refuse header fields that are longer.
    private const int MaxToken = 16 * 1024;

    // A scenario asks for the JSON of one reply many times, and a target may send a megabyte of it.
    private static readonly ConditionalWeakTable<WireReply, JsonBody> Parsed = [];

    extension(Exchange exchange)
    {
        /// <summary>HTTP status; zero when no reply came.</summary>
        public int Status => exchange.Reply?.Status ?? 0;

        /// <summary>Whether a whole reply with a 2xx status came.</summary>
        public bool Succeeded => exchange.Failure is null && exchange.Status is >= 200 and < 300;

        /// <summary>The body as JSON.</summary>
        public JsonBody Json => exchange.Reply is { } reply
            ? Parsed.GetValue(reply, static one => JsonBody.Read(one.Body, one.BodyProblem))
            : JsonBody.Read(ReadOnlyMemory<byte>.Empty);

        /// <summary>The body as text.</summary>
        public string Text => Encoding.UTF8.GetString((exchange.Reply?.Body ?? ReadOnlyMemory<byte>.Empty).Span);

        /// <summary>The media type without parameters, in lower case; empty when there is none.</summary>
        public string MediaType =>
            MediaTypeHeaderValue.TryParse(exchange.Header("Content-Type"), out var type) ? type.MediaType?.ToLowerInvariant() ?? "" : "";

        /// <summary>The challenges of <c>WWW-Authenticate</c>.</summary>
        public ChallengeList Challenges => ChallengeList.Parse(exchange.HeaderLines("WWW-Authenticate"));

        /// <summary>The first challenge of the scheme Bearer; null when there is none.</summary>
        public Challenge? BearerChallenge => exchange.Challenges.Challenges.FirstOrDefault(one => one.Is("Bearer"));

        /// <summary>The requirement that a mock says it refused for; null on any other deployment.</summary>
        public string? MockRule => exchange.Header("X-Mock-Rule");

        /// <summary>The string member <c>error</c>; null when there is none.</summary>
        public string? ErrorCode =>
            exchange.Json.Member("error") is { ValueKind: JsonValueKind.String } error ? error.GetString() : null;

        /// <summary>The string member <c>access_token</c>; null when there is none.</summary>
        public string? AccessToken =>
            exchange.Json.Member("access_token") is { ValueKind: JsonValueKind.String } token ? token.GetString() : null;

        /// <summary>
        /// The access token when it can be sent in a header field: printable ASCII (RFC 6749, A.12), not too long. Otherwise null.
        /// </summary>
        public string? UsableToken =>
            exchange.AccessToken is { Length: > 0 and <= MaxToken } token && !token.AsSpan().ContainsAnyExceptInRange(' ', '~')
                ? token
                : null;

        /// <summary>First line of a header, whatever the case of its name.</summary>
        /// <param name="name">The name.</param>
        /// <returns>The value; null when there is none.</returns>
        public string? Header(string name) => exchange.HeaderLines(name).FirstOrDefault();

        /// <summary>All lines of a header, whatever the case of its name.</summary>
        /// <param name="name">The name.</param>
        /// <returns>The values, in order.</returns>
        public ImmutableArray<string> HeaderLines(string name) =>
            [.. (exchange.Reply?.Headers ?? HeaderList.Empty).All(name)];

        /// <summary>Whether a list header holds a directive, in any letter case.</summary>
        /// <param name="name">The header.</param>
        /// <param name="directive">The directive.</param>
        /// <returns>True when it does.</returns>
        public bool HasDirective(string name, string directive) => exchange.HeaderLines(name)
            .SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries))
            .Contains(directive, StringComparer.OrdinalIgnoreCase);

        /// <summary>A header, for people.</summary>
        /// <param name="name">The header.</param>
        /// <returns>Status and all lines of the header.</returns>
        public string ShowHeader(string name) => exchange.HeaderLines(name) is { IsEmpty: false } lines
            ? $"{exchange.Status} with {string.Join(" and ", lines.Select(line => $"{name}: {line}"))}"
            : $"{exchange.Status} without {name}";

        /// <summary>A member of the JSON body, for people.</summary>
        /// <param name="name">The member.</param>
        /// <returns>Its JSON text, or why there is none, in brackets.</returns>
        public string Show(string name) => exchange.Json switch
        {
            { Problem: { } problem } => $"({problem})",
            var json => json.Member(name)?.GetRawText() ?? $"(no member {name})",
        };

        /// <summary>The reply in a few words: status, error, challenge, the mock's rule, or why there is none.</summary>
        /// <returns>One line.</returns>
        public string Summary()
        {
            if (exchange is { Reply: null, Failure: { } failure })
            {
                return $"no reply ({failure.Kind}: {failure.Message})";
            }

            var parts = new[]
            {
                $"{exchange.Status}",
                exchange.ErrorCode is { } error ? $"error \"{error}\"" : exchange.Explanation(),
                exchange.Challenges.Challenges is { IsEmpty: false } list
                    ? $"challenge {string.Join(" and ", list.Select(one => one.Scheme))}"
                    : null,
                exchange.MockRule is { } rule ? $"rule {rule}" : null,
                exchange.Failure is { } broken ? $"then {broken.Kind}: {broken.Message}" : null,
            };
            return string.Join(", ", parts.Where(part => part is not null));
        }

        private string? Explanation() => exchange switch
        {
            _ when exchange.Json.Member("message") is { ValueKind: JsonValueKind.String } message => $"\"{message.GetString()}\"",
            _ when exchange.MediaType == "text/html" => "an HTML page",
            _ => null,
        };
    }
}

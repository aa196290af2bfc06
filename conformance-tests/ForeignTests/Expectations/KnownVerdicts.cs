using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.ForeignTests.Expectations;

/// <summary>What is known of one check of a foreign server.</summary>
internal sealed record KnownVerdict
{
    public required string Check { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Why the server gets a verdict that is no PASS; null for what speaks for itself.</summary>
    public string? Why { get; init; }
}

/// <summary>What is known of a foreign server: each check that applies to it. What is not listed is not applicable.</summary>
internal sealed record KnownVerdicts
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Server { get; init; }

    public required ImmutableArray<KnownVerdict> Checks { get; init; }

    public static KnownVerdicts Read(string name) => StrictJson.FromFile<KnownVerdicts>(FilePath(name));

    public static string FilePath(string name) =>
        Repository.File("conformance-tests", "ForeignTests", "Expectations", name + ".json");

    /// <summary>What is known after a run. A reason stays with its check as long as the verdict is the same.</summary>
    public KnownVerdicts With(IEnumerable<CheckResult> found)
    {
        var known = Checks.ToDictionary(check => (check.Check, check.Verdict), check => check.Why);
        return this with
        {
            Checks =
            [
                .. found.Where(check => check.Verdict != Verdict.NotApplicable)
                    .OrderBy(check => check.Id, StringComparer.Ordinal)
                    .Select(check => new KnownVerdict
                    {
                        Check = check.Id,
                        Verdict = check.Verdict,
                        Why = known.GetValueOrDefault((check.Id, check.Verdict)),
                    }),
            ],
        };
    }

    /// <summary>The file's text, one check a line.</summary>
    public string ToJson() => $$"""
        {
          "server": {{Text(Server)}},
          "checks": [
        {{string.Join(",\n", Checks.Select(Line))}}
          ]
        }

        """;

    /// <summary>The differences to what a run found, one line each.</summary>
    public IEnumerable<string> DifferencesTo(IEnumerable<CheckResult> found)
    {
        var known = Checks.ToDictionary(check => check.Check, check => check.Verdict);
        var came = found.Where(check => check.Verdict != Verdict.NotApplicable).ToDictionary(check => check.Id);
        return known.Keys.Union(came.Keys).Order(StringComparer.Ordinal)
            .Where(id => Known(id) != Came(id))
            .Select(id => $"{id}: known is {Known(id)}, found was {Came(id)}{Details(came.GetValueOrDefault(id))}");

        Verdict Known(string id) => known.GetValueOrDefault(id, Verdict.NotApplicable);
        Verdict Came(string id) => came.TryGetValue(id, out var check) ? check.Verdict : Verdict.NotApplicable;
    }

    private static string Details(CheckResult? check) =>
        check is null ? "" : $": expected {check.Expected}; came {check.Actual}; {check.Because}";

    private static string Line(KnownVerdict check)
    {
        var verdict = JsonNamingPolicy.SnakeCaseLower.ConvertName(check.Verdict.ToString());
        var why = check.Why is null ? "" : $", \"why\": {Text(check.Why)}";
        return $"    {{ \"check\": {Text(check.Check)}, \"verdict\": \"{verdict}\"{why} }}";
    }

    private static string Text(string value) => JsonValue.Create(value).ToJsonString(Unescaped);
}

using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Loading;

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
    public required string Server { get; init; }

    public required ImmutableArray<KnownVerdict> Checks { get; init; }

    public static KnownVerdicts Of(string name)
    {
        var file = name + ".json";
        using var stream = typeof(KnownVerdicts).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"Expectations/{file} is missing");
        using var reader = new StreamReader(stream);
        return StrictJson.Parse<KnownVerdicts>(file, reader.ReadToEnd());
    }

    /// <summary>The differences to what a run found, one line each.</summary>
    public IEnumerable<string> DifferencesTo(IEnumerable<CheckResult> found)
    {
        var known = Checks.ToDictionary(check => check.Check, check => check.Verdict);
        var came = found.Where(check => check.Verdict != Verdict.NotApplicable).ToDictionary(check => check.Id);
        return known.Keys.Union(came.Keys).Order(StringComparer.Ordinal)
            .Where(id => Known(id) != Came(id))
            .Select(id => $"{id}: known is {Known(id)}, found was {Came(id)}{(came.TryGetValue(id, out var check) ? $": expected {check.Expected}; came {check.Actual}; {check.Because}" : "")}");

        Verdict Known(string id) => known.GetValueOrDefault(id, Verdict.NotApplicable);
        Verdict Came(string id) => came.TryGetValue(id, out var check) ? check.Verdict : Verdict.NotApplicable;
    }
}

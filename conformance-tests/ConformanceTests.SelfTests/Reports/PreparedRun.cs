using System.Collections.Immutable;
using System.Text;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.SelfTests.Verdicts;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.SelfTests.Reports;

/// <summary>A run in which each verdict occurs, and no two equally often: a report that mixes two up cannot agree with another.</summary>
internal static class PreparedRun
{
    public static ImmutableDictionary<string, int> Counts { get; } =
        Enum.GetValues<Verdict>().Select((verdict, index) => (verdict, index)).ToImmutableDictionary(
            pair => CheckText.Name(pair.verdict),
            pair => pair.index + 1);

    public static RunResult All { get; } = Create([.. Enum.GetValues<Verdict>()]);

    public static RunResult Create(params Verdict[] verdicts) => Results.Run(
        [.. verdicts.SelectMany(verdict => Enumerable.Range(
            0, Counts[CheckText.Name(verdict)]).Select(index => Check(verdict, index)))]) with
    {
        Exchanges = [Exchange("""{"error":"invalid_client"}""")],
        NotTested = RequirementsFile.Embedded().All.Where(row => row.NotTested is not null).ToImmutableArray(),
        Requirements = RequirementsFile.Embedded().All,
    };

    public static RecordedExchange Exchange(string body) => RecordedExchange.From(
        new(
            1,
            new(
                "POST",
                new("http://127.0.0.1:8080/oauth2/token"),
                [new("Content-Type", "application/x-www-form-urlencoded")],
                "client_id=unknown"u8.ToArray()),
            new(200, "1.1", [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(body)),
            null,
            DateTimeOffset.UnixEpoch,
            TimeSpan.FromMilliseconds(12)),
        "A_scenario",
        RunNotes.CreateRedactor());

    private static CheckResult Check(Verdict verdict, int index) =>
        Results.Check(
            verdict,
            id: $"S{index % 3}.{CheckText.Name(verdict)}.{index}") with
        {
            Because = "the reason of " + CheckText.Name(
                verdict),
            Exchanges = [1]
        };
}

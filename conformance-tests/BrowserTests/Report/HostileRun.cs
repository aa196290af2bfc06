using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.BrowserTests.Report;

/// <summary>A run against a target that tries, in every text it controls, to get a script into the report.</summary>
internal static class HostileRun
{
    /// <summary>Each piece sets <c>owned</c> if a browser carries it out.</summary>
    public static ImmutableArray<string> Attacks { get; } =
    [
        "<script>owned=1</script>",
        "</pre></script><script>owned=1</script>",
        "<img src=x onerror=owned=1>",
        "\" autofocus onfocus=\"owned=1",
        "' onmouseover='owned=1",
        "<a href=\"javascript:owned=1\">click me</a>",
        "<svg onload=owned=1><style>*{display:none}</style>",
        "<iframe srcdoc=\"<script>parent.owned=1</script>\"></iframe>",
        "<meta http-equiv=refresh content=\"0;url=https://elsewhere.example/\">",
        "<base href=\"https://elsewhere.example/\"><form action=\"https://elsewhere.example/\"><button>go</button></form>",
        "--><!--<b>bold</b>&lt;script&gt;",
        "{{ 7 | times: 7 }}{% for a in (1..9) %}x{% endfor %}",
    ];

    /// <summary>A script that counts the comments of a page.</summary>
    public const string CountComments =
        "document.evaluate('count(//comment())', document, null, XPathResult.NUMBER_TYPE, null).numberValue";

    private static string All => string.Join("\n", Attacks);

    private static RequirementCatalogue Catalogue => RequirementsFile.Embedded();

    public static RunResult Result { get; } = new()
    {
        Target = "staging " + Attacks[0],
        Address = new("https://api.staging.example/partner"),
        Contract = "v1",
        RunId = "5e1f7e57",
        Started = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.FromSeconds(12.3),
        Profile = "rfc6749",
        Strict = false,
        Seed = 1,
        Checks = [.. Checks()],
        Exchanges = [.. Enumerable.Range(1, 12).Select(Exchange)],
        Requirements = Catalogue.All,
        NotTested = [.. Catalogue.All.Where(row => row.NotTested is not null)],
        MinimumMustChecks = 20,
    };

    // Every requirement passes but the first of each kind below: each verdict occurs.
    private static IEnumerable<CheckResult> Checks()
    {
        var others = new Queue<Verdict>(Enum.GetValues<Verdict>().Where(verdict => verdict is not (Verdict.Pass or Verdict.HarnessError)));
        var rows = Catalogue.All.Where(row => row.NotTested is null).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            yield return Check(rows[i], i % 5 == 2 && others.TryDequeue(out var verdict) ? verdict : Verdict.Pass, (i % 12) + 1);
        }
    }

    private static CheckResult Check(Requirement row, Verdict verdict, int exchange) => new()
    {
        Id = row.Id,
        Requirement = row.Id,
        Section = row.Section,
        Level = row.Level,
        Basis = row.Basis,
        Evidence = VerdictPolicy.Executed(verdict) ? Evidence.Strong : Evidence.None,
        Verdict = verdict,
        Statement = row.Statement,
        Source = row.Source,
        Scenario = "A_scenario",
        Expected = "400 or 401 with error \"invalid_client\"",
        Actual = verdict == Verdict.Pass ? "400 with error \"invalid_client\"" : "200 with error \"" + Attacks[exchange - 1] + "\"",
        Because = verdict == Verdict.Pass ? null : All,
        Judged = exchange,
        Exchanges = [exchange, (exchange % 12) + 1],
    };

    private static RecordedExchange Exchange(int number) => new()
    {
        Number = number,
        Scenario = "A_scenario",
        RequestLine = "POST https://api.staging.example/partner/oauth2/token",
        RequestHeaders = ["Content-Type: application/x-www-form-urlencoded", "Accept: application/json"],
        RequestBody = "grant_type=client_credentials&client_id=partner&client_secret=«client_secret sha:4f1a len:31»",
        Status = 200,
        ReplyHeaders = ["Content-Type: text/html", "X-Echo: " + Attacks[(number - 1) % Attacks.Length]],
        ReplyBody = All,
        Failure = null,
        Started = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.FromMilliseconds(31),
        Curl = "curl -sS -i -X POST -H 'Content-Type: application/x-www-form-urlencoded' "
            + "--data-raw 'grant_type=client_credentials&client_id=partner&client_secret='\"$CLIENT_SECRET\" "
            + "'https://api.staging.example/partner/oauth2/token'",
    };
}

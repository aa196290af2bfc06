using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.SelfTests.Verdicts;

internal static class Results
{
    public static CheckResult Check(Verdict verdict, Level level = Level.Must, string id = "S1.client_id") => new()
    {
        Id = id,
        Requirement = id,
        Section = id[..2],
        Level = level,
        Basis = Basis.Documented,
        Verdict = verdict,
        Evidence = VerdictPolicy.Executed(verdict) ? Evidence.Strong : Evidence.None,
        Statement = "A client_id that was never handed out gets no token.",
        Source = "guide, section 1",
        Scenario = "A_scenario",
        Expected = "400 with error \"invalid_client\"",
        Actual = "200",
        Judged = 1,
    };

    public static RunResult Run(params CheckResult[] checks) => new()
    {
        Target = "mock",
        Address = new("http://127.0.0.1:8080"),
        Contract = "v1",
        RunId = "1234",
        Started = DateTimeOffset.UnixEpoch,
        Duration = TimeSpan.FromSeconds(1),
        Strict = false,
        Profile = "rfc6749",
        Seed = 1,
        Checks = [.. checks],
        Exchanges = [],
        NotTested = [],
        MinimumMustChecks = 1,
    };
}

using System.Globalization;
using NUnit.Framework;
using PartnerApi.Conformance.ForeignTests.Servers;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.ForeignTests;

/// <summary>
/// The suite judges a whole deployment that behaves unlike the mock, in many orders: neither the order nor the number of scenarios that
/// run at the same time changes a verdict, and a correct deployment gets no FAIL.
/// </summary>
public sealed class ForeignApiTests
{
    // run-tests.sh --nightly sets 20.
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("SHUFFLED_RUNS") ?? "2", CultureInfo.InvariantCulture);

    private static readonly Verdict[] Bad = [Verdict.Fail, Verdict.Untestable, Verdict.HarnessError, Verdict.Blocked];

    [TestCase("v1")]
    [TestCase("v2")]
    public async Task The_order_of_scenarios_changes_no_verdict(string contract)
    {
        var first = await JudgeAsync(contract, 0, 1);
        var bad = first.Checks.Where(check => Bad.Contains(check.Verdict)).Select(Line).ToList();
        Assert.That(bad, Is.Empty, string.Join('\n', bad));
        Assert.That(first.ExitCode, Is.EqualTo(ExitCode.Conforms));
        Assert.That(
            first.Checks.Count(check => check is { Requirement: "S4.requestor_id.required", Verdict: Verdict.Pass }), Is.GreaterThan(60));

        var known = Verdicts(first);
        for (var seed = 1; seed <= Rounds; seed++)
        {
            foreach (var concurrency in (int[])[1, 8])
            {
                var result = await JudgeAsync(contract, seed, concurrency);
                var other = Verdicts(result).Except(known).ToList();
                Assert.That(other, Is.Empty, $"seed {seed}, concurrency {concurrency}");
                Assert.That(known.Except(Verdicts(result)), Is.Empty, $"seed {seed}, concurrency {concurrency}");
            }
        }
    }

    [Test]
    public async Task A_deployment_with_one_token_for_each_client_is_told_so()
    {
        var result = await JudgeAsync("v1", 1, 8);

        var check = result.Checks.Single(check => check.Requirement == "OAUTH21-3.2.3.early_death");
        Assert.That(check.Actual, Is.EqualTo("a new token ends the earlier one of the same client"));
        Assert.That(check.Verdict, Is.EqualTo(Verdict.Info));
    }

    [Test]
    public async Task A_deployment_that_requires_a_scope_conforms()
    {
        var time = new JumpingTime();
        await using var api = await ForeignApi.StartAsync("v1", time, new() { Scope = "trading" });

        var result = await SuiteRun.ExecuteAsync(api.Settings(8), new() { Time = time, Only = ["S1", "S2", "RFC6749"] });

        var bad = result.Checks.Where(check => Bad.Contains(check.Verdict)).Select(Line).ToList();
        Assert.That(bad, Is.Empty, string.Join('\n', bad));
    }

    // Each scenario of API.* picks the first operation that suits it.
    [Test]
    public async Task No_scenario_picks_an_operation_that_the_target_file_skips()
    {
        var time = new JumpingTime();
        await using var api = await ForeignApi.StartAsync("v1", time);
        var settings = api.Settings(8);
        var contract = TargetContract.Read(settings);
        string[] picked =
        [
            contract.AnyQuery.Id,
            contract.AnyCommand.Id,
            contract.CommandWithGoodBody.Id,
            contract.Queries.First(query => query.QueryParameters.Any(parameter => parameter.Required)).Id,
            contract.Queries.First(query => query.PathParameters.Any(parameter => !parameter.Allowed.IsEmpty)).Id,
            contract.Queries.First(
                query => query is { Resource.Action: ResourceAction.Read, Basis: Basis.Documented, PathParameters.Length: 1 }).Id,
            contract.Commands.First(command => command is { Resource.Unique: not null, Basis: Basis.Documented }).Id,
        ];
        settings = settings with
        {
            Operations = picked.Distinct().Aggregate(
                settings.Operations,
                (all, id) => all.SetItem(id, new(all.GetValueOrDefault(id)?.Requestor, "not here"))),
        };

        var result = await SuiteRun.ExecuteAsync(settings, new() { Time = time });

        Assert.That(result.Unreachable, Is.Null);
        Assert.That(api.Called.Intersect(picked), Is.Empty);
        var bad = result.Checks.Where(check => Bad.Contains(check.Verdict)).Select(Line).ToList();
        Assert.That(bad, Is.Empty, string.Join('\n', bad));
    }

    private static async Task<RunResult> JudgeAsync(string contract, int seed, int concurrency)
    {
        var time = new JumpingTime();
        await using var api = await ForeignApi.StartAsync(contract, time);
        var result = await SuiteRun.ExecuteAsync(
            api.Settings(concurrency), new() { Time = time, Shuffle = seed > 0, Seed = seed });
        Assert.That(result.Unreachable, Is.Null);
        return result;
    }

    private static HashSet<(string Id, Verdict Verdict)> Verdicts(RunResult result) =>
        [.. result.Checks.Select(check => (check.Id, check.Verdict))];

    private static string Line(CheckResult check) =>
        $"{check.Verdict} {check.Id}: expected {check.Expected}; came {check.Actual}; {check.Because}";
}

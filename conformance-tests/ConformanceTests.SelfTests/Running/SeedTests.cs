using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>What <c>--seed</c> promises.</summary>
public sealed partial class SeedTests
{
    private static IEnumerable<string> Contracts => ContractFile.Names;

    [TestCaseSource(nameof(Contracts))]
    public async Task The_same_seed_sends_the_same_bodies_and_another_one_does_not(string contract)
    {
        var first = await BodiesAsync(contract, seed: 7, concurrency: 1);

        Assert.That(await BodiesAsync(contract, seed: 7, concurrency: 1), Is.EqualTo(first));
        Assert.That(await BodiesAsync(contract, seed: 8, concurrency: 1), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Concurrency_does_not_change_which_people_are_sent() =>
        Assert.That(
            Persons(await BodiesAsync("v1", seed: 7, concurrency: 8)), Is.EqualTo(
                Persons(await BodiesAsync("v1", seed: 7, concurrency: 1))));

    // A platform that keeps what a run created must not refuse the next run, whatever its seed.
    [TestCaseSource(nameof(Contracts))]
    public async Task A_second_run_does_not_collide_with_the_first_one(string contract)
    {
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions { Contract = ContractFile.Named(contract) });
        var settings = MockTarget.Sample(mock) with { ControlAddress = null };

        var runs = new[] { await SuiteRun.ExecuteAsync(settings, new() { Seed = 7 }),
            await SuiteRun.ExecuteAsync(settings, new() { Seed = 7 }) };

        Assert.That(runs.SelectMany(run => run.Checks).Where(check => check.Verdict == Verdict.Fail).Select(check => check.Id), Is.Empty);
        Assert.That(runs[1].MustExecuted, Is.EqualTo(runs[0].MustExecuted));
    }

    [Test]
    public void A_run_without_a_seed_has_a_random_one() =>
        Assert.That(Enumerable.Range(0, 5).Select(_ => RunOptions.NewSeed()).Distinct().Count(), Is.GreaterThan(1));

    private static IEnumerable<string> Persons(IEnumerable<string> bodies) =>
        bodies.SelectMany(body => LastName().Matches(body)).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    private static async Task<string[]> BodiesAsync(string contract, int seed, int concurrency)
    {
        var bodies = new ConcurrentQueue<string>();
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions
        {
            Contract = ContractFile.Named(contract),
            Seed = 1,
            Intercept = (request, engine) =>
            {
                if (request.Headers.First("Content-Type") == "application/json")
                {
                    bodies.Enqueue($"{request.Method} {Encoding.UTF8.GetString(request.Body.Span)}");
                }

                return engine(request);
            },
        });
        await SuiteRun.ExecuteAsync(
            MockTarget.Sample(mock) with { Concurrency = concurrency }, new() { Seed = seed, RunId = "run", Only = ["S4", "API"] });
        return [.. bodies];
    }

    [GeneratedRegex("\"lastName\":\"[^\"]*\"")]
    private static partial Regex LastName();
}

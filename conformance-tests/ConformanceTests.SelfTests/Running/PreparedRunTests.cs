using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Running;

public sealed class PreparedRunTests
{
    [Test]
    public async Task Every_verdict_occurs_in_one_prepared_run()
    {
        await using var mock = await PartnerApiMock.StartAsync(new()
        {
            TokenRules = TokenRules.All.Without("S2.grant_type.unknown").Without("S2.grant_type.missing").Without("S1.client_id"),
            Intercept = (request, engine) => request.Path == "/conformance-no-such-path" ? ApiReply.Empty(429) : engine(request),
        });
        var catalogue = WithAnUncoveredRequirement();
        catalogue = catalogue.With(catalogue["S2.grant_type.missing"] with { Level = Level.Should });
        catalogue = catalogue.With(catalogue["S3.bearer.missing"] with { Pending = true });

        var result = await SuiteRun.ExecuteAsync(
            MockTarget.Settings(mock) with { ControlAddress = null },
            new() { Requirements = catalogue, Waivers = [Known] });

        Assert.That(result.Checks.Select(check => check.Verdict).Distinct(), Is.EquivalentTo(Enum.GetValues<Verdict>()));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.HarnessFailed));
        Assert.That(result.Sections.Sum(section => section.Counts.Values.Sum()), Is.EqualTo(result.Checks.Length));
    }

    [Test]
    public async Task A_pending_requirement_reports_and_gates_nothing()
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { TokenRules = TokenRules.All.Without("S2.grant_type.unknown") });
        var catalogue = RequirementsFile.Embedded();

        var result = await SuiteRun.ExecuteAsync(
            MockTarget.Settings(
                mock), new()
                {
                    Only = ["S2.grant_type"],
                    Requirements = catalogue.With(
                    catalogue["S2.grant_type.unknown"] with { Pending = true })
                });

        Assert.That(
            result.Checks.Where(check => check.Requirement == "S2.grant_type.unknown").Select(check => check.Verdict),
            Is.All.EqualTo(Verdict.Pending));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
    }

    [TestCase(Profile.Rfc6749, Verdict.Warn, ExitCode.Conforms)]
    [TestCase(Profile.OAuth21, Verdict.Fail, ExitCode.DoesNotConform)]
    public async Task A_token_taken_from_the_URL_weighs_as_the_profile_says(Profile profile, Verdict expected, ExitCode exit)
    {
        await using var mock = await PartnerApiMock.StartAsync(new() { Intercept = TakesFromUrl });

        var result = await SuiteRun.ExecuteAsync(
            MockTarget.Settings(mock) with { Profile = profile },
            new() { Only = ["RFC6750-2.3.query_token"] });

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(expected));
        Assert.That(result.ExitCode, Is.EqualTo(exit));
    }

    [Test]
    public async Task Neither_order_nor_concurrency_changes_a_verdict()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        var first = await VerdictsAsync(mock, 0);

        for (var seed = 1; seed < (PropertyCases.IsInFull ? 20 : 6); seed++)
        {
            Assert.That(await VerdictsAsync(mock, seed), Is.EqualTo(first), $"seed {seed}");
        }
    }

    [Test]
    public async Task What_was_learnt_about_the_target_is_in_the_result()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        var settings = MockTarget.Settings(
            mock) with
        { Operations = MockTarget.Settings(mock).Operations.Add("createNaturalPerson", new(Skip: "makes letters go out")) };

        var result = await SuiteRun.ExecuteAsync(settings);

        var known = result.Capabilities.ToDictionary(capability => capability.Name);
        Assert.That(known["basic"], Is.EqualTo(known["basic"] with { Value = "yes", HowLearnt = "probed" }));
        Assert.That(known["unknown path"].Value, Does.StartWith("404"));
        Assert.That(known["operations"].Value, Does.EndWith("not createNaturalPerson"));
        Assert.That(
            result.Checks.Where(
                check =>
                    check.Id.EndsWith("@createNaturalPerson", StringComparison.Ordinal)).Select(check => (check.Verdict, check.Actual)),
            Is.Not.Empty.And.All.EqualTo((Verdict.NotApplicable, "makes letters go out")));
    }

    private static Waiver Known => new()
    {
        Requirement = "S2.grant_type.unknown",
        Target = "mock in process",
        Reason = "r",
        Owner = "o",
        Ticket = "t",
        Expires = new(2030, 1, 1),
    };

    private static RequirementCatalogue WithAnUncoveredRequirement()
    {
        var document = JsonNode.Parse(Fixture.Read("requirements.json"))!;
        document["requirements"]!.AsArray().Add(
            JsonNode.Parse("""{"id":"X.uncovered","source":"s","level":"must","basis":"documented","statement":"Unchecked."}"""));
        var file = Path.GetTempFileName();
        File.WriteAllText(file, document.ToJsonString());
        var catalogue = RequirementsFile.Read(file);
        File.Delete(file);
        return catalogue;
    }

    private static ApiReply TakesFromUrl(ApiRequest request, Func<ApiRequest, ApiReply> engine) =>
        request.Query.Split("access_token=") is [_, var token]
            ? engine(request with { Headers = request.Headers.With("Authorization", "Bearer " + token), Query = "" })
            : engine(request);

    private static async Task<string> VerdictsAsync(PartnerApiMock mock, int seed)
    {
        var settings = MockTarget.Sample(mock) with { Concurrency = 1 + (seed % 8) };
        var result = await SuiteRun.ExecuteAsync(settings, new() { Seed = seed, Shuffle = seed > 0 });
        return string.Join(
            '\n',
            result.Checks.Select(check => $"{check.Id} {check.Scenario} {check.Verdict}").Order(StringComparer.Ordinal));
    }
}

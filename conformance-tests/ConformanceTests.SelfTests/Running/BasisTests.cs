using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>What no source says cannot fail a run.</summary>
public sealed class BasisTests
{
    private static readonly Contract Contract = ContractFile.Named(ContractFile.Guide);

    // POST /user-onboardings takes any JSON object: its schema is inferred.
    [TestCase(SideEffects.All)]
    [TestCase(SideEffects.None)]
    public async Task A_deployment_that_accepts_any_body_where_the_schema_is_inferred_gets_no_FAIL(SideEffects effects)
    {
        var result = await JudgeAsync(
            new() { CommandRules = Loosened(operation => operation.RequestSchemaBasis == Basis.Inferred) },
            settings => settings with { SideEffects = effects });

        Assert.That(result.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.HarnessError).Select(CheckText.Line), Is.Empty);
    }

    [Test]
    public async Task A_deployment_that_accepts_any_body_where_the_schema_is_documented_fails()
    {
        var result = await JudgeAsync(
            new() { CommandRules = Loosened(operation => operation.RequestSchemaBasis == Basis.Documented) },
            settings => settings,
            "API.body.schema",
            "API.body.missing");

        Assert.That(result.Checks.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Fail));
    }

    [TestCase(RequestorPolicy.Reference, true)]
    [TestCase(RequestorPolicy.Guide, false)]
    public async Task A_deployment_that_follows_the_reference_gets_one_hint(RequestorPolicy policy, bool hints)
    {
        var result = await JudgeAsync(
            new() { Policy = policy }, settings => settings with { Policy = RequestorPolicy.Guide }, "S4.requestor_id.required");

        Assert.That(result.Checks.Any(check => check.Verdict == Verdict.Fail), Is.EqualTo(hints));
        Assert.That(
            result.Notes.Count(note => note.Contains("\"policy\": \"reference\"", StringComparison.Ordinal)), Is.EqualTo(hints ? 1 : 0));
    }

    [Test]
    public async Task A_deployment_that_never_asks_for_the_header_gets_no_hint()
    {
        var result = await JudgeAsync(
            new()
            {
                CommandRules = CommandRules.All.Without(
                "S4.requestor_id.required")
            }, settings => settings, "S4.requestor_id.required");

        Assert.That(result.Notes, Has.None.Contains("reference"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_header_that_an_inferred_command_does_not_need_is_a_warning(bool strict)
    {
        var rules = CommandRules.All.Select(rule => rule.Requirement == "S4.requestor_id.required"
            ? rule with { Check = request => request.Operation.Basis == Basis.Inferred ? null : rule.Check(request) }
            : rule);

        await using var mock = await PartnerApiMock.StartAsync(new() { CommandRules = [.. rules] });
        var result = await SuiteRun.ExecuteAsync(
            MockTarget.Settings(mock), new() { Only = ["S4.requestor_id.required"], Strict = strict });

        var inferred = result.Checks.Where(check => check.Basis == Basis.Inferred).ToList();
        Assert.That(inferred.Select(check => check.Verdict), Is.Not.Empty.And.All.EqualTo(Verdict.Warn));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
    }

    [Test]
    public async Task A_query_that_needs_the_header_is_a_warning()
    {
        var rules = CommandRules.All.Select(rule => rule.Requirement == "S4.requestor_id.required"
            ? rule with { Check = request => request.Requestor is null ? new(400, "HEADER", "Requestor-ID is missing") : null }
            : rule);

        var result = await JudgeAsync(new() { CommandRules = [.. rules] }, settings => settings, "S4.queries");

        Assert.That(result.Checks.Select(check => check.Verdict), Does.Contain(Verdict.Warn).And.Not.Contain(Verdict.Fail));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
    }

    // A client that the server calls unauthorized is tolerated, whichever way it authenticates.
    [TestCase(400)]
    [TestCase(401)]
    public async Task Unauthorized_client_is_tolerated_in_body_and_header_alike(int status)
    {
        var result = await JudgeAsync(
            new() { Intercept = (request, engine) => Unauthorized(engine(request), status) },
            settings => settings,
            "S1.client_secret",
            "RFC6749-5.2.basic_challenge");

        Assert.That(result.Checks.Where(check => check.Verdict is not (Verdict.Warn or Verdict.Pass)).Select(CheckText.Line), Is.Empty);
    }

    [Test]
    public async Task The_profile_guide_judges_the_sentences_of_the_guide_alone_and_says_so()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        var result = await SuiteRun.ExecuteAsync(MockTarget.Settings(mock) with { Profile = Profile.Guide });

        Assert.That(
            result.Requirements, Is.Not.Empty.And.All.Matches<PartnerApi.Fixtures.Requirements.Requirement>(row => row.IsGuideSentence));
        Assert.That(result.Checks.Select(check => check.Section).Distinct(), Is.EqualTo((string[])["S1", "S2", "S3", "S4"]));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
        Assert.That(result.MinimumMustChecks, Is.EqualTo(20));
        Assert.That(Summary.EvidenceCounts(result), Does.EndWith("only the guide's own sentences were judged."));
        Assert.That((string?)JsonNode.Parse(ResultsJson.Write(result))!["run"]!["profile"], Is.EqualTo("guide"));
        Assert.That(MarkdownReport.Write(result), Does.Contain("Profile guide"));
        Assert.That(HtmlReport.Write(result), Does.Contain("Profile guide"));
    }

    // The guide names neither status nor error code, so any refusal will do; a token for a bad secret will not.
    [Test]
    public async Task Under_the_profile_guide_any_refusal_is_one()
    {
        MockOptions terse = new()
        {
            Intercept = (request, engine) => engine(request) is var reply && reply.Status is >= 400 and < 500 ? ApiReply.Empty(418) : reply,
        };
        var lenient = await JudgeAsync(terse, settings => settings with { Profile = Profile.Guide }, "S1", "S2");
        var broken = await JudgeAsync(
            new() { TokenRules = TokenRules.All.Without("S1.client_secret") },
            settings => settings with { Profile = Profile.Guide },
            "S1");

        Assert.That(lenient.Checks.Where(check => check.Gates).Select(CheckText.Line), Is.Empty);
        Assert.That(broken.Checks.Count(check => check.Verdict == Verdict.Fail), Is.Positive);
    }

    [Test]
    public void A_selection_that_the_profile_guide_does_not_judge_is_refused() => Assert.That(
        async () => await JudgeAsync(new(), settings => settings with { Profile = Profile.Guide }, "RFC6749-5"),
        Throws.TypeOf<TargetException>().With.Message.Contains("profile guide"));

    private static IEnumerable<Rule<CommandRequest>> LoosenedRules(Func<Operation, bool> accepts) =>
        CommandRules.All.Select(rule => rule.Requirement is "API.body.schema" or "API.body.missing"
            ? rule with { Check = request => accepts(request.Operation) ? null : rule.Check(request) }
            : rule);

    private static System.Collections.Immutable.ImmutableArray<Rule<CommandRequest>> Loosened(Func<Operation, bool> accepts) =>
        [.. LoosenedRules(operation => accepts(Contract.Find(operation.Id) ?? operation))];

    private static ApiReply Unauthorized(ApiReply reply, int status)
    {
        if (!reply.Text().Contains("\"invalid_client\"", StringComparison.Ordinal))
        {
            return reply;
        }

        var body = JsonNode.Parse(reply.Text())!.AsObject();
        body["error"] = "unauthorized_client";
        return reply with { Status = status, Body = ApiReply.FromJson(status, body).Body };
    }

    private static async Task<RunResult> JudgeAsync(
        MockOptions options, Func<TargetSettings, TargetSettings> describe, params string[] only)
    {
        await using var mock = await PartnerApiMock.StartAsync(options);
        return await SuiteRun.ExecuteAsync(describe(MockTarget.Settings(mock)), new() { Only = [.. only] });
    }
}

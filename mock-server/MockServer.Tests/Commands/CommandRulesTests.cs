using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Commands;

public sealed partial class CommandRulesTests
{
    private static readonly EngineUnderTest Engine = new();
    private static readonly string[] RequestorRules =
        ["S4.requestor_id.format", "S4.requestor_id.known", "S4.requestor_id.active", "S4.requestor_id.self_or_proxy"];

    private static readonly ImmutableArray<RuleCase> Rows = [.. new CommandRuleCases(Engine).All];

    private static IEnumerable<TestCaseData> Cases() =>
        Rows.Select(row => new TestCaseData(row).SetArgDisplayNames(row.ToString()));

    [TestCaseSource(nameof(Cases))]
    public void A_request_breaks_its_rule_and_no_other(RuleCase row)
    {
        var request = Engine.Read(row.Broken);

        Assert.That(
            CommandRules.All.Where(rule => rule.Check(request) is not null).Select(rule => rule.Requirement),
            Is.EqualTo(new[] { row.Rule }));
    }

    [TestCaseSource(nameof(Cases))]
    public void The_mended_request_breaks_none(RuleCase row) =>
        Assert.That(CommandRules.All.FirstBroken(Engine.Read(row.Mended)), Is.Null);

    [TestCaseSource(nameof(Cases))]
    public void A_refusal_has_the_documented_shape_and_names_its_rule(RuleCase row)
    {
        var reply = Engine.Answer(row.Broken);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reply.Status, Is.InRange(400, 499));
            Assert.That(reply.Headers.First(RuleHeader.Name), Is.EqualTo(row.Rule));
            Assert.That(EngineUnderTest.Contract.Schemas.Validate("ErrorMessage", reply.Text()), Is.Empty);
            Assert.That(
                reply.Headers.CountOf("WWW-Authenticate"),
                Is.EqualTo(row.Rule == "RFC6750-3.1.two_methods" || reply.Status == 401 ? 1 : 0));
        }
    }

    // The steps of the requestor ladder count only where they are turned on; a table of their own shows each on every command.
    [Test]
    public void Every_rule_has_a_row() => Assert.That(
        CommandRules.All.Select(rule => rule.Requirement).Distinct(),
        Is.EquivalentTo(Rows.Select(row => row.Rule).Concat(RequestorRules).Distinct()));

    [Test]
    public void The_contract_lists_every_error_code_of_the_source()
    {
        var sources = Directory.EnumerateFiles(Repository.File("mock-server", "MockServer.Engine"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/Token/", StringComparison.Ordinal) && !path.Contains("/Faults/", StringComparison.Ordinal));
        var codes = sources.SelectMany(path => ErrorCode().Matches(File.ReadAllText(path)))
            .Select(match => match.Groups["code"].Value).Append("INTERNAL_ERROR").Distinct().Order(StringComparer.Ordinal);
        var listed = JsonNode.Parse(
            EngineUnderTest.Contract.Document)!["components"]!["schemas"]!["ErrorMessage"]!["properties"]!["errorCode"]!;

        Assert.That(listed["examples"]!.AsArray().Select(code => (string?)code), Is.EqualTo(codes));
    }

    [GeneratedRegex("(?:new|Refusal)\\(\\s*4[0-9]{2},\\s*\"(?<code>[A-Za-z_]+)\"")]
    private static partial Regex ErrorCode();

    [Test]
    public void Every_rule_is_a_requirement() =>
        Assert.That(CommandRules.All.Select(rule => RequirementsFile.Embedded().Find(rule.Requirement)), Has.None.Null);

    [Test]
    public void A_rule_that_is_not_there_cannot_be_left_out() =>
        Assert.That(() => CommandRules.All.Without("S9.nonsense"), Throws.ArgumentException);

    [Test]
    public void Of_several_broken_rules_the_first_answers()
    {
        var good = Engine.Requests.Of("createBeneficialOwner");
        var broken = good with
        {
            Path = $"/customers/natural-persons/{Guid.Empty}/beneficial-owners",
            Headers = HeaderList.Empty,
            Body = EngineUnderTest.Bytes("{"),
        };
        var token = broken with { Headers = broken.Headers.With("Authorization", "Bearer " + Engine.Token) };
        var requestor = token with { Headers = token.Headers.With("Requestor-ID", GoodRequests.Requestor) };
        var typed = requestor with { Headers = good.Headers };
        var steps = new (ApiRequest Request, string Rule)[]
        {
            (broken, "S3.bearer.missing"),
            (token, "S4.requestor_id.required"),
            (requestor with { Body = default, BodyFault = BodyFault.TooLarge }, "API.size"),
            (requestor, "API.body.media_type"),
            (typed, "API.body.json"),
            (typed with { Body = EngineUnderTest.Bytes("{}") }, "API.body.schema"),
            (typed with { Body = good.Body }, "API.target.exists"),
        };

        Assert.That(
            steps.Select(step => CommandRules.All.FirstBroken(Engine.Read(step.Request))?.Requirement),
            Is.EqualTo(steps.Select(step => step.Rule)));
    }

    [TestCase("bearer")]
    [TestCase("BEARER")]
    [TestCase("bEaReR")]
    [TestCase("Bearer ", TestName = "The_scheme_may_be_followed_by_two_blanks")]
    public void The_scheme_is_read_in_any_letter_case(string scheme)
    {
        var good = Engine.Requests.Of("listProducts");
        var request = good with { Headers = HeaderList.Empty.With("Authorization", $"{scheme} {Engine.Token}") };

        Assert.That(Engine.Answer(request).Status, Is.EqualTo(200));
    }

    [Test]
    public void A_header_is_found_in_any_letter_case()
    {
        var good = Engine.Requests.Of("createExAnte");
        var request =
            good with { Headers = new([.. good.Headers.Fields.Select(field => field with { Name = field.Name.ToUpperInvariant() })]) };

        Assert.That(Engine.Answer(request).Status, Is.EqualTo(200));
    }

    [Test]
    public void Without_explanations_a_refusal_says_no_more_than_its_code()
    {
        var engine = new EngineUnderTest(explain: false);
        var good = engine.Requests.Of("listProducts");
        var reply = engine.Answer(good with { Headers = HeaderList.Empty.With("Authorization", "Bearer garbage") });

        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)EngineUnderTest.Json(reply)["message"], Is.EqualTo("The request was refused."));
            Assert.That(
                reply.Headers.First("WWW-Authenticate"), Is.EqualTo("""Bearer realm="partner-api", error="invalid_token" """.TrimEnd()));
        }
    }

    [TestCase("S3.bearer.missing", false)]
    [TestCase("RFC6750-2.1.wrong_scheme", false)]
    [TestCase("S3.bearer.garbage", true)]
    [TestCase("S3.bearer.expired", true)]
    public void A_challenge_has_an_error_code_only_where_a_token_was_sent(string rule, bool expected)
    {
        var reply = Engine.Answer(Rows.First(row => row.Rule == rule).Broken);

        Assert.That(reply.Headers.First("WWW-Authenticate")!.Contains("error=", StringComparison.Ordinal), Is.EqualTo(expected));
    }
}

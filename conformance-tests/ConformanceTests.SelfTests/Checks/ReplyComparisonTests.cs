using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.SelfTests.Checks;

/// <summary>Which replies are compared with the contract, and which finding of an operation stays.</summary>
public sealed class ReplyComparisonTests
{
    private const string Good = """{"businessName":"b","globalId":"123456789012"}""";

    private readonly ReplyComparison _comparison = new(ContractFile.Named("v1"));

    private Outcome? Found => _comparison.Worst(ReplyComparison.Schema, "getPartnerDetails")?.Finding.Outcome;

    [Test]
    public void The_most_serious_finding_stays()
    {
        Add(Reply(Good));
        Add(Reply("{}"));
        Add(Reply(Good));

        Assert.That(Found, Is.EqualTo(Outcome.Violated));
        Assert.That(_comparison.Worst(ReplyComparison.Status, "getPartnerDetails")!.Finding.Outcome, Is.EqualTo(Outcome.Satisfied));
        Assert.That(_comparison.Worst(ReplyComparison.Schema, "listWebhooks"), Is.Null);
    }

    [Test]
    public void A_reply_that_is_no_whole_success_of_an_operation_is_not_compared()
    {
        Add(Answers.Create(200, "{}"));
        Add(Reply("{}", 404));
        Add(Reply("{}") with { Failure = new(FailureKind.ClosedEarly, "gone") });
        Add(Reply("{}") with { Reply = Reply("{}").Reply! with { BodyProblem = "cut off" } });
        Add(Reply("{}") with { Request = Reply("{}").Request with { Operation = "noSuchOperation" } });

        Assert.That(Found, Is.Null);
    }

    [TestCase(300_000, "", Outcome.Satisfied)]
    [TestCase(300_000, ",\"createdOn\":7", Outcome.Unspecified)]
    [TestCase(200_000, ",\"createdOn\":7", Outcome.Violated)]
    public void A_long_body_is_compared_as_far_as_that_is_quick(int length, string more, Outcome expected)
    {
        Add(Reply($$"""{"businessName":"b","globalId":"123456789012","notes":"{{new string('x', length)}}"{{more}}}"""));

        Assert.That(Found, Is.EqualTo(expected));
    }

    private static Exchange Reply(string body, int status = 200)
    {
        var answer = Answers.Create(status, body, ("Content-Type", "application/json"));
        return answer with { Request = answer.Request with { Operation = "getPartnerDetails" } };
    }

    private void Add(Exchange exchange) => _comparison.Add(exchange);
}

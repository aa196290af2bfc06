using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Tests.RequestorChecks;

/// <summary>The ladder without a network: what each step refuses, at once and late.</summary>
internal sealed class RequestorChecksTests
{
    private static readonly string[] Commands = ["updateNaturalPerson", "createNaturalPersonCustomer", "createCustomerProduct"];

    private static readonly bool[] Moments = [false, true];

    private readonly EngineUnderTest _engine = new();

    private static IEnumerable<TestCaseData> Steps =>
        from step in Enum.GetValues<RequestorCheckLevel>()
        from kind in Enum.GetValues<RequestorKind>()
        select new TestCaseData(step, kind);

    private static IEnumerable<TestCaseData> Table =>
        from command in Commands
        from kind in Enum.GetValues<RequestorKind>()
        from late in Moments
        select new TestCaseData(command, kind, late);

    [TestCaseSource(nameof(Steps))]
    public void A_step_refuses_what_it_and_those_before_it_name(RequestorCheckLevel step, RequestorKind kind)
    {
        _engine.Session.RequestorValidation = RequestorValidation.At(step);

        var expected = Requestors.Refusal(kind) is { } refusal && refusal.Step <= step ? refusal.Rule : "";
        Assert.That(Rule(Send("updateNaturalPerson", kind)), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Table))]
    public void What_fails_late_is_accepted_first(string command, RequestorKind kind, bool late)
    {
        _engine.Session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.SelfOrProxy) with
        {
            Deferred = late
            ? [command]
            : ["another"]
        };

        var refusal = Requestors.Refusal(kind);
        var atOnce = refusal is { Step: RequestorCheckLevel.Presence } || !late;
        Assert.That(Rule(Send(command, kind)), Is.EqualTo(atOnce && refusal is { } broken ? broken.Rule : ""));
    }

    [Test]
    public void A_step_of_one_command_is_its_own()
    {
        _engine.Session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Presence) with
        {
            Operations = RequestorValidation.At(RequestorCheckLevel.Presence)
                .Operations.Add("updateNaturalPerson", RequestorCheckLevel.Known),
        };

        Assert.That(Rule(Send("updateNaturalPerson", RequestorKind.Unknown)), Is.EqualTo("S4.requestor_id.known"));
        Assert.That(Rule(Send("createNaturalPersonCustomer", RequestorKind.Unknown)), Is.Empty);
    }

    private static string Rule(ApiReply reply) => reply.Headers.First(RuleHeader.Name) ?? "";

    private ApiReply Send(string command, RequestorKind kind)
    {
        var operation = EngineUnderTest.Contract.Find(command)!;
        var world = new OwnedResources(EngineUnderTest.Contract);
        world.Put(operation, _engine.Session.Resources);
        Requestors.Put(_engine.Session.Resources);
        var headers = HeaderList.Empty.With("Authorization", "Bearer " + _engine.Token).With("Content-Type", operation.RequestMediaType!);
        return _engine.Answer(new()
        {
            Method = operation.Method,
            Path = world.Path(operation),
            Headers = Requestors.Value(kind) is { } value ? headers.With("Requestor-ID", value) : headers,
            Body = EngineUnderTest.Bytes(world.Body(operation)!.ToJsonString()),
        });
    }
}

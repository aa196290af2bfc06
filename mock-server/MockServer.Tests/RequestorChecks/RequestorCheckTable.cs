using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.RequestorChecks;

/// <summary>Every command of both contracts meets a requestor of every kind, at once and late.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RequestorCheckTable
{
    private static readonly bool[] Moments = [false, true];

    private static Dictionary<string, PartnerApiMock> _mocks = [];

    private static IEnumerable<TestCaseData> Table =>
        from name in ContractFile.Names
        let contract = ContractFile.Named(name)
        from operation in contract.Operations
        where operation.Kind == OperationKind.Command || operation.NeedsRequestor(RequestorPolicy.Guide)
        from kind in Enum.GetValues<RequestorKind>()
        from late in Moments
        select new TestCaseData(name, operation.Id, kind, late)
            .SetArgDisplayNames(name, operation.Id, $"{kind}", late ? "late" : "at once");

    private static IEnumerable<TestCaseData> Steps =>
        from name in ContractFile.Names
        from step in Enum.GetValues<RequestorCheckLevel>()
        from kind in Enum.GetValues<RequestorKind>()
        select new TestCaseData(name, step, kind);

    [OneTimeSetUp]
    public static async Task StartAsync() => _mocks = await Mocks.StartAllAsync();

    [OneTimeTearDown]
    public static Task StopAsync() => _mocks.StopAsync();

    [TestCaseSource(nameof(Table))]
    public async Task A_requestor_is_judged(string contract, string operation, RequestorKind kind, bool late)
    {
        using var partner = await Partner.InNewSessionAsync(_mocks[contract]);
        partner.Session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.SelfOrProxy) with { Deferred = late ? ["*"] : [] };
        var command = partner.Operation(operation);
        var (reply, aboutSomebody) = await SendAsync(partner, command, kind);
        using (reply)
        {
            var refusal = kind == RequestorKind.Stranger && !aboutSomebody ? null : Requestors.Refusal(kind);
            var expected = command.NeedsRequestor(RequestorPolicy.Guide) ? refusal : null;
            var atOnce = expected is { Step: RequestorCheckLevel.Presence } || (expected is not null && !late);
            Assert.That(
                ((int)reply.StatusCode, Partner.Rule(reply)),
                Is.EqualTo(atOnce ? (400, expected!.Value.Rule) : (command.SuccessStatus, "")),
                await reply.Content.ReadAsStringAsync());
            await HoldsAsync(partner, command, reply, invalid: expected is not null && !atOnce);
        }
    }

    [TestCaseSource(nameof(Steps))]
    public async Task A_step_refuses_what_it_and_those_before_it_name(string contract, RequestorCheckLevel step, RequestorKind kind)
    {
        using var partner = await Partner.InNewSessionAsync(_mocks[contract]);
        partner.Session.RequestorValidation = RequestorValidation.At(step);
        var command = partner.Operation("updateNaturalPerson");
        var (reply, _) = await SendAsync(partner, command, kind);
        using (reply)
        {
            var expected = Requestors.Refusal(kind) is { } refusal && refusal.Step <= step ? refusal.Rule : "";
            Assert.That(Partner.Rule(reply), Is.EqualTo(expected));
        }
    }

    // What was made under a wrong requestor that fails late is there, and INVALID; else it is there, and is not.
    private static async Task HoldsAsync(Partner partner, Operation command, HttpResponseMessage reply, bool invalid)
    {
        if (command.Resource is not { Action: ResourceAction.Create } resource || (int)reply.StatusCode != command.SuccessStatus)
        {
            return;
        }

        var id = (string)(await Partner.JsonAsync(reply))![resource.Id!]!;
        var made = partner.Session.Resources.Find(resource.Type, id)!.Body;
        Assert.That(Statuses(made).Contains("INVALID"), Is.EqualTo(invalid), made.ToJsonString());
    }

    private static IEnumerable<string> Statuses(JsonObject members) =>
        members.Where(member => member.Key.EndsWith("tatus", StringComparison.Ordinal)).Select(member => $"{member.Value}");

    private static async Task<(HttpResponseMessage Reply, bool IsAboutSomebody)> SendAsync(
        Partner partner, Operation command, RequestorKind kind)
    {
        var world = new OwnedResources(_mocks.Values.Select(mock => mock.Contract).First(contract => contract.Find(command.Id) == command));
        world.Put(command, partner.Session.Resources);
        Requestors.Put(partner.Session.Resources);
        var headers = Requestors.Value(kind) is { } value ? new[] { ("Requestor-ID", value) } : [];
        var reply = await partner.SendAsync(command.Method, world.Path(command), world.Body(command), headers);
        return (reply, world.IsAboutSomebody(command));
    }
}

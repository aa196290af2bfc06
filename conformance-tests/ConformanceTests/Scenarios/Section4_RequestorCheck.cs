using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Fixtures.Contracts;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>
/// Reference, requestor id: who may be a requestor. The guide announces these checks for later, so they are judged where the contract or
/// the target file says that they are made, and recorded elsewhere.
/// </summary>
public sealed class Section4_RequestorCheck : Scenario
{
    /// <summary>A well-formed id of nobody.</summary>
    internal const string Unknown = "99999999-9999-4999-8999-999999999999";

    [Test, Verifies("S4.requestor_id.format")]
    public async Task A_requestor_that_is_no_UUID_is_refused() =>
        await JudgeAsync("S4.requestor_id.format", RequestorCheckLevel.Format, "not-a-uuid", await AnyCommand());

    [Test, Verifies("S4.requestor_id.known")]
    public async Task A_requestor_who_does_not_exist_is_refused() =>
        await JudgeAsync("S4.requestor_id.known", RequestorCheckLevel.Known, Unknown, await AnyCommand());

    [Test, Verifies("S4.requestor_id.active")]
    public async Task A_requestor_who_is_not_ACTIVE_is_refused()
    {
        const string Requirement = "S4.requestor_id.active";
        if (Settings.InactiveRequestorId is not { } inactive)
        {
            NoPerson(Requirement, "inactiveRequestorId");
            return;
        }

        await JudgeAsync(Requirement, RequestorCheckLevel.Active, inactive, await AnyCommand());
    }

    [Test, Verifies("S4.requestor_id.self_or_proxy")]
    public async Task A_requestor_without_a_role_for_the_person_is_refused()
    {
        const string Requirement = "S4.requestor_id.self_or_proxy";
        if (Settings.OtherRequestorId is not { } other)
        {
            NoPerson(Requirement, "otherRequestorId");
        }
        else if (Target.PersonCommand is not { } command)
        {
            throw new NoSuchOperationException("command about a natural person that may be executed");
        }
        else
        {
            await JudgeAsync(Requirement, RequestorCheckLevel.SelfOrProxy, other, await GoodCall(command));
        }
    }

    private async Task JudgeAsync(string requirement, RequestorCheckLevel level, string requestor, ApiCall good)
    {
        if (Target.RequestorCheck >= level)
        {
            Check(requirement).JudgeAgainst(
                await Contrast(good, call => call with { Requestor = requestor }, ApiCall.RequestorHeader));
            return;
        }

        var reply = await Send(good with { Requestor = requestor });
        Check(requirement).Observes(
            reply, $"{reply.Summary()}; neither the contract nor requestorCheck of the target file says that this is checked");
    }

    private void NoPerson(string requirement, string setting) =>
        Check(requirement).NotApplicable($"the target file names no such person; set {setting}");
}

using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Wire;

using PartnerApi.Conformance.Running;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 4, read with RFC 9110, section 5: what counts as the header Requestor-ID.</summary>
public sealed class Section4_HeaderForm : Scenario
{
    [TestCase("empty", "")]
    [TestCase("blank", "   ")]
    [Verifies("S4.requestor_id.blank")]
    public async Task A_blank_Requestor_ID_counts_as_missing(string aspect, string value)
    {
        var good = await AnyCommand();
        var control = await Control(good);

        var reply = await Send(Again(good) with { Requestor = null, More = [new(ApiCall.RequestorHeader, value, Verbatim: true)] });

        Check("S4.requestor_id.blank", aspect).JudgeAgainst(control, reply);
    }

    [Test, Verifies("S4.requestor_id.repeated")]
    public async Task Two_Requestor_ID_headers_are_refused()
    {
        var good = await AnyCommand();
        var control = await Control(good);

        var reply = await Send(Again(good) with { More = [new(ApiCall.RequestorHeader, "22222222-2222-4222-8222-222222222222")] });

        Check("S4.requestor_id.repeated").JudgeAgainst(control, reply);
    }

    [TestCase("lower", "requestor-id")]
    [TestCase("upper", "REQUESTOR-ID")]
    [Verifies("S4.requestor_id.name_case")]
    public async Task The_header_name_is_case_insensitive(string aspect, string name)
    {
        var good = await AnyCommand();
        var usual = await Control(good);
        await ControlWithout(usual, good);

        var reply = await Send(Again(good) with { Requestor = null, More = [new(name, good.Requestor!, Verbatim: false)] });

        Check("S4.requestor_id.name_case", aspect).Holds(
            reply, reply.Answer() == usual.Answer(), $"the answer that the usual spelling gets: {usual.Summary()}", reply.Summary());
    }

    [Test, Verifies("S4.requestor_id.whitespace")]
    public async Task Whitespace_around_the_value_is_ignored()
    {
        var good = await AnyCommand();
        var usual = await Control(good);
        await ControlWithout(usual, good);

        var reply = await Send(
            Again(good) with { Requestor = null, More = [new(ApiCall.RequestorHeader, $"   {good.Requestor}  ", Verbatim: true)] });

        Check("S4.requestor_id.whitespace").Holds(
            reply, reply.Answer() == usual.Answer(), $"the answer that the bare value gets: {usual.Summary()}", reply.Summary());
    }

    // A server that does not look at the header treats every spelling alike.
    private async Task ControlWithout(Exchange usual, ApiCall good)
    {
        var without = await Send(Again(good) with { Requestor = null });
        Control(without, without.Answer() != usual.Answer(), "the control, the same command without the header, gets another answer");
    }
}

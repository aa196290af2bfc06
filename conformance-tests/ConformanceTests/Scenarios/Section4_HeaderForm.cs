using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 4, read with RFC 9110, section 5: what counts as the header Requestor-ID.</summary>
public sealed class Section4_HeaderForm : Scenario
{
    [TestCase("empty", "")]
    [TestCase("blank", "   ")]
    [Verifies("S4.requestor_id.blank")]
    public async Task A_blank_Requestor_ID_counts_as_missing(string aspect, string value)
    {
        var contrast = await Contrast(
            await AnyCommand(),
            good => good with { Requestor = null, More = [new(ApiCall.RequestorHeader, value, Verbatim: true)] },
            ApiCall.RequestorHeader);

        Check("S4.requestor_id.blank", aspect).JudgeAgainst(contrast);
    }

    [Test, Verifies("S4.requestor_id.repeated")]
    public async Task Two_Requestor_ID_headers_are_refused()
    {
        var contrast = await Contrast(
            await AnyCommand(),
            good => good with { More = [new(ApiCall.RequestorHeader, "22222222-2222-4222-8222-222222222222")] },
            ApiCall.RequestorHeader);

        Check("S4.requestor_id.repeated").JudgeAgainst(contrast);
    }

    [TestCase("lower", "requestor-id")]
    [TestCase("upper", "REQUESTOR-ID")]
    [Verifies("S4.requestor_id.name_case")]
    public async Task The_header_name_is_case_insensitive(string aspect, string name)
    {
        var good = await AnyCommand();
        var contrast = await RequiredHeader(good);

        var reply = await Send(await Renewed(good) with { Requestor = null, More = [new(name, good.Requestor!, Verbatim: false)] });

        JudgeSpelling(Check("S4.requestor_id.name_case", aspect), contrast, reply, "the usual spelling");
    }

    [Test, Verifies("S4.requestor_id.whitespace")]
    public async Task Whitespace_around_the_value_is_ignored()
    {
        var good = await AnyCommand();
        var contrast = await RequiredHeader(good);

        var reply = await Send(
            await Renewed(good) with { Requestor = null, More = [new(ApiCall.RequestorHeader, $"   {good.Requestor}  ", Verbatim: true)] });

        JudgeSpelling(Check("S4.requestor_id.whitespace"), contrast, reply, "the bare value");
    }

    // A server that does not look at the header treats every spelling alike.
    private async Task<Contrast> RequiredHeader(ApiCall good)
    {
        var contrast = await ContrastWithoutRequestor(good);
        Control(
            contrast.Reply,
            contrast.Evidence != Evidence.None,
            "the control, the same command without the header, gets another answer");
        return contrast;
    }

    // A spelling that is not recognised is answered like a missing header.
    private static void JudgeSpelling(Check check, Contrast contrast, Exchange reply, string usual)
    {
        var expected = $"the answer that {usual} gets: {contrast.Controls[0].Summary()}";
        var recognised = contrast.IsLikeControls(reply);
        var missed = contrast.IsLikeReplies(reply) || contrast.Controls[0].Succeeded;
        if (contrast.Controls[0].Succeeded || (recognised && !missed) || (missed && !recognised && contrast.Evidence == Evidence.Strong))
        {
            check.Holds(reply, recognised, expected, reply.Summary(), contrast.Evidence);
        }
        else
        {
            check.Inconclusive(reply, expected, "the answer does not show whether the header was recognised");
        }
    }
}

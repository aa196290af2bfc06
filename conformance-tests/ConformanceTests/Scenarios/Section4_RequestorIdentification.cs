using NUnit.Framework;
using PartnerApi.Conformance.Catalogue;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Requests;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 4: commands name their requestor, all but a few.</summary>
public sealed class Section4_RequestorIdentification : Scenario
{
    [ForEachOperation(OperationSet.RequestorRequired), Verifies("S4.requestor_id.required")]
    public async Task A_command_without_Requestor_ID_is_refused(Operation command)
    {
        var good = await GoodCall(command);
        var control = await Control(good);

        var reply = await Send(good with { Requestor = null, Body = Target.Resources.Fresh(good.Body) });

        Check("S4.requestor_id.required").JudgeAgainst(control, reply);
    }

    [ForEachOperation(OperationSet.Exempt), Verifies("S4.requestor_id.exempt", "S4.requestor_id.exempt_may_carry", "S4.exempt_needs_token")]
    public async Task An_exempt_command_works_without_Requestor_ID_and_with_it_but_not_without_token(Operation command)
    {
        var good = await GoodCall(command);
        var without = await Send(good with { Requestor = null });
        var with = await Send(good with { Requestor = Target.Settings.RequestorId, Body = Target.Resources.Fresh(good.Body) });

        if (Target.Settings.MayCarryOut(command))
        {
            Check("S4.requestor_id.exempt").Judge(without);
            Check("S4.requestor_id.exempt_may_carry").Judge(with);
        }
        else
        {
            // Nothing may be made here, so the body is one that no server accepts; what counts is that the header changes nothing.
            var same = without.Answer() == with.Answer() && without.Status is not (401 or 403);
            Check("S4.requestor_id.exempt").Holds(without, same, $"the answer that comes with the header: {with.Summary()}", without.Summary());
            Check("S4.requestor_id.exempt_may_carry").Holds(with, same, $"the answer that comes without the header: {without.Summary()}", with.Summary());
        }

        Control(without, without.Status is not (0 or 401 or 403 or >= 500), "the control, the same command with its token, is let through");
        Check("S4.exempt_needs_token").Judge(
            await Send(good with { Authorization = null, Body = Target.Resources.Fresh(good.Body) }), "S3.bearer.missing", "S4.exempt_needs_token");
    }

    [ForEachOperation(OperationSet.Queries), Verifies("S4.queries")]
    public async Task A_query_needs_no_Requestor_ID(Operation query) =>
        Check("S4.queries").Judge(await Send(await GoodCall(query)), "S4.queries", "API.target.exists");

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
    public async Task The_name_of_the_header_has_no_case(string aspect, string name)
    {
        var good = await AnyCommand();
        var usual = await Control(good);
        await ControlWithout(usual, good);

        var reply = await Send(Again(good) with { Requestor = null, More = [new(name, good.Requestor!, Verbatim: false)] });

        Check("S4.requestor_id.name_case", aspect).Holds(
            reply, reply.Answer() == usual.Answer(), $"the answer that the usual spelling gets: {usual.Summary()}", reply.Summary());
    }

    [Test, Verifies("S4.requestor_id.whitespace")]
    public async Task Blanks_around_the_value_are_no_part_of_it()
    {
        var good = await AnyCommand();
        var usual = await Control(good);
        await ControlWithout(usual, good);

        var reply = await Send(Again(good) with { Requestor = null, More = [new(ApiCall.RequestorHeader, $"   {good.Requestor}  ", Verbatim: true)] });

        Check("S4.requestor_id.whitespace").Holds(
            reply, reply.Answer() == usual.Answer(), $"the answer that the bare value gets: {usual.Summary()}", reply.Summary());
    }

    // A server may keep in mind that the header was seen once, or mix up requests that come at the same time.
    [Test, Verifies("S4.requestor_id.required")]
    public async Task The_header_is_asked_for_each_time()
    {
        var good = await AnyCommand();
        await Control(good);
        await Send(Again(good) with { Requestor = null });
        await Control(Again(good));

        Check("S4.requestor_id.required", "each_time").Judge(await Send(Again(good) with { Requestor = null }));
    }

    [Test, Verifies("S4.requestor_id.required")]
    public async Task Requests_at_the_same_time_do_not_lend_each_other_the_header()
    {
        var good = await AnyCommand();
        await Control(good);

        var pairs = Enumerable.Range(0, 4).SelectMany(_ => (ApiCall[])[Again(good), Again(good) with { Requestor = null }]);
        var replies = await Task.WhenAll(pairs.Select(Send).ToList());

        var without = replies.Where((_, index) => index % 2 == 1).ToList();
        var wrong = without.FirstOrDefault(reply => reply.Succeeded) ?? without[0];
        Check("S4.requestor_id.required", "same_time").Judge(wrong);
    }

    // What is announced for later is recorded today, so that a change shows.
    [Test, Verifies("S4.permissions")]
    public async Task A_requestor_that_nobody_knows_is_recorded()
    {
        var good = await AnyCommand();

        var reply = await Send(good with { Requestor = "99999999-9999-4999-8999-999999999999" });

        Check("S4.permissions").Judge(reply, "S4.permissions", "API.target.exists");
    }

    [Test, Verifies("S4.precedence")]
    public async Task A_missing_token_is_reported_before_a_missing_requestor()
    {
        var good = await AnyCommand();
        await Control(good);

        Check("S4.precedence").Judge(
            await Send(Again(good) with { Authorization = null, Requestor = null }), "S3.bearer.missing", "S4.requestor_id.required");
    }

    // A server that does not look at the header treats every spelling alike.
    private static async Task ControlWithout(Exchange usual, ApiCall good)
    {
        var without = await Send(Again(good) with { Requestor = null });
        Control(without, without.Answer() != usual.Answer(), "the control, the same command without the header, gets another answer");
    }

    private static ApiCall Again(ApiCall call) => call with { Body = Target.Resources.Fresh(call.Body) };
}

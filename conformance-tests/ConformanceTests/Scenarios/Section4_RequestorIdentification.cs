using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.TestData;
using PartnerApi.Fixtures.Contracts;

using PartnerApi.Conformance.Running;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 4: commands name their requestor, all but a few.</summary>
public sealed class Section4_RequestorIdentification : Scenario
{
    [ForEachOperation(OperationSet.RequestorRequired), Verifies("S4.requestor_id.required")]
    public async Task A_command_without_Requestor_ID_is_refused(Operation command)
    {
        var good = await GoodCall(command);
        var control = await Control(good);

        var reply = await Send(good with { Requestor = null, Body = Run.Objects.Fresh(good.Body) });

        Check("S4.requestor_id.required").JudgeAgainst(control, reply);
    }

    [ForEachOperation(OperationSet.Exempt), Verifies("S4.requestor_id.exempt", "S4.requestor_id.exempt_may_carry", "S4.exempt_needs_token")]
    public async Task An_exempt_command_works_with_and_without_Requestor_ID_but_not_without_token(Operation command)
    {
        var good = await GoodCall(command);
        var without = await Send(good with { Requestor = null });
        var with = await Send(good with { Requestor = Settings.RequestorId, Body = Run.Objects.Fresh(good.Body) });

        if (Settings.MayExecute(command))
        {
            Check("S4.requestor_id.exempt").Judge(without);
            Check("S4.requestor_id.exempt_may_carry").Judge(with);
        }
        else
        {
            // Nothing may be made here, so the body is one that no server accepts; what counts is that the header changes nothing.
            var same = without.Answer() == with.Answer() && without.Status is not (401 or 403);
            Check("S4.requestor_id.exempt").Holds(
                without,
                same,
                $"the answer that comes with the header: {with.Summary()}",
                without.Summary());
            Check("S4.requestor_id.exempt_may_carry").Holds(
                with,
                same,
                $"the answer that comes without the header: {without.Summary()}",
                with.Summary());
        }

        Control(without, without.Status is not (0 or 401 or 403 or >= 500), "the control, the same command with its token, is accepted");
        Check("S4.exempt_needs_token").Judge(
            await Send(
                good with { Authorization = null, Body = Run.Objects.Fresh(good.Body) }), "S3.bearer.missing", "S4.exempt_needs_token");
    }

    [ForEachOperation(OperationSet.Queries), Verifies("S4.queries")]
    public async Task A_query_needs_no_Requestor_ID(Operation query)
    {
        var good = await GoodCall(query);
        var reply = await Send(good);
        if (reply.Status is not (403 or 404))
        {
            Check("S4.queries").Judge(reply);
            return;
        }

        // What does not exist may be hidden behind either status; then it shows that the header makes no difference.
        var with = await Send(good with { Requestor = Settings.RequestorId });
        Check("S4.queries").Holds(
            reply,
            reply.Answer() == with.Answer(),
            $"the answer that comes with the header: {with.Summary()}",
            reply.Summary());
    }

    // What was refused must not have been done: otherwise the same external id would be taken by now.
    [Test, Verifies("S4.requestor_id.required")]
    public async Task A_refused_command_changes_nothing()
    {
        if (Target.UniqueCommand is not { } create)
        {
            Check("S4.requestor_id.required", "no_effect").NotApplicable(
                "no command with an external id that needs a requestor may be carried out here");
            return;
        }

        var good = await GoodCall(create);
        var refused = await Send(good with { Requestor = null });
        var after = await Send(good);

        Check("S4.requestor_id.required", "no_effect").Holds(
            after, after.Succeeded, $"a success: the same command was refused for its requestor just before ({refused.Summary()})",
                after.Summary(
                ));
    }

    // A server may keep in mind that the header was seen once, or mix up requests that come at the same time.
    [Test, Verifies("S4.requestor_id.required")]
    public async Task The_header_is_required_for_each_request()
    {
        var good = await AnyCommand();
        await Control(good);
        await Send(Again(good) with { Requestor = null });
        await Control(Again(good));

        Check("S4.requestor_id.required", "each_time").Judge(await Send(Again(good) with { Requestor = null }));
    }

    [Test, Verifies("S4.requestor_id.required")]
    public async Task Concurrent_requests_do_not_share_the_header()
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
    public async Task An_unknown_requestor_is_recorded()
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
}

using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 4: commands name their requestor, all but a few.</summary>
public sealed class Section4_RequestorIdentification : Scenario
{
    [ForEachOperation(OperationSet.RequestorRequired), Verifies("S4.requestor_id.required")]
    public async Task A_command_without_Requestor_ID_is_refused(Operation command)
    {
        Check("S4.requestor_id.required").JudgeAgainst(await ContrastWithoutRequestor(await GoodCall(command)));
    }

    [ForEachOperation(OperationSet.Exempt), Verifies("S4.requestor_id.exempt", "S4.requestor_id.exempt_may_carry", "S4.exempt_needs_token")]
    public async Task An_exempt_command_works_with_and_without_Requestor_ID_but_not_without_token(Operation command)
    {
        var good = await GoodCall(command);
        var without = await Send(good with { Requestor = null });
        var with = await Send(await Renewed(good) with { Requestor = Settings.RequestorId });

        if (Settings.MayExecute(command))
        {
            Check("S4.requestor_id.exempt").Judge(without);
            Check("S4.requestor_id.exempt_may_carry").Judge(with);
        }
        else
        {
            await JudgeExemption(good, with, without);
        }

        Control(without, without.Status is not (0 or 401 or 403 or >= 500), "the control, the same command with its token, is accepted");
        Check("S4.exempt_needs_token").Judge(
            await Send(
                await Renewed(good) with { Authorization = null }), "S3.bearer.missing", "S4.exempt_needs_token");
    }

    // Nothing may be made here, so the body is one that no server accepts. The header must make no difference, and must be known to be
    // looked at before the body is.
    private async Task JudgeExemption(ApiCall good, Exchange with, Exchange without)
    {
        var passes = new Exchange[] { with, without }.Any(reply => reply.Status is not (0 or 401 or 403 or >= 500));
        Control(with, passes, "the control, the same command with or without the header, passes the check of the token");
        var again = await Send(await Renewed(good) with { Requestor = Settings.RequestorId });
        var contrast = await Repeated(
            new Contrast([with, again], [without], ApiCall.RequestorHeader),
            good with { Requestor = Settings.RequestorId },
            WithoutRequestor);
        var order = contrast.Evidence == Evidence.None
            ? await ContrastWithoutRequestor(await GoodCall(Target.CommandLike(good.Operation)))
            : null;
        var carried = with.Status is 401 or 403
            || (AnswerComparison.Names(with, ApiCall.RequestorHeader) && without.Status is not (401 or 403));
        Judge("S4.requestor_id.exempt", without, $"the answer that comes with the header: {with.Summary()}", isAtFault: !carried);
        Judge(
            "S4.requestor_id.exempt_may_carry",
            with,
            $"the answer that comes without the header: {without.Summary()}",
            isAtFault: carried);

        void Judge(string requirement, Exchange reply, string expected, bool isAtFault)
        {
            var check = Check(requirement);
            if (contrast.Evidence == Evidence.Text || order?.Evidence == Evidence.None)
            {
                check.Inconclusive(reply, expected, order is null
                    ? "only its text differs, which does not show that the header is the reason"
                    : "the target refuses commands for their body or object before it looks at the header");
                return;
            }

            check.Holds(reply, order is not null || !isAtFault, expected, reply.Summary(), order?.Evidence ?? contrast.Evidence);
        }
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

        // What does not exist may be hidden behind either status. If the header makes no difference, nothing was shown.
        var with = await Send(good with { Requestor = Settings.RequestorId });
        var again = await Send(good with { Requestor = Settings.RequestorId });
        var contrast = new Contrast([with, again], [reply, await Send(good)], ApiCall.RequestorHeader);
        if (contrast.Evidence == Evidence.Strong)
        {
            Check("S4.queries").Holds(reply, false, $"the answer that comes with the header: {with.Summary()}", reply.Summary());
            return;
        }

        Check("S4.queries").Observes(reply, $"{reply.Summary()}, with and without the header");
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
        await ContrastWithoutRequestor(good);

        Check("S4.requestor_id.required", "each_time").JudgeAgainst(await ContrastWithoutRequestor(await Renewed(good)));
    }

    [Test, Verifies("S4.requestor_id.required")]
    public async Task Concurrent_requests_do_not_share_the_header()
    {
        var good = await AnyCommand();
        await Control(good);

        List<ApiCall> pairs = [];
        for (var pair = 0; pair < 4; pair++)
        {
            pairs.AddRange([await Renewed(good), await Renewed(good) with { Requestor = null }]);
        }

        var replies = await Task.WhenAll(pairs.Select(Send).ToList());

        var contrast = new Contrast(
            [.. replies.Where((_, index) => index % 2 == 0)], [.. replies.Where((_, index) => index % 2 == 1)], ApiCall.RequestorHeader);
        Check("S4.requestor_id.required", "same_time").JudgeAgainst(
            contrast.Controls.Any(control => control.Succeeded) ? contrast : await Repeated(contrast, good, WithoutRequestor));
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
            await Send(await Renewed(good) with { Authorization = null, Requestor = null }),
            "S3.bearer.missing",
            "S4.requestor_id.required");
    }
}

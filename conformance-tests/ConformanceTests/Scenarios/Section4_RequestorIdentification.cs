using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 4: commands name their requestor, all but a few.</summary>
public sealed class Section4_RequestorIdentification : Scenario
{
    private static readonly string[] OtherFields = ["X-Requestor-ID", "Requestor", "Requester-ID", "X-Requestor", "Requestor-Id-Value"];

    private const string Required = "S4.requestor_id.required";

    [ForEachOperation(OperationSet.RequestorRequired), Verifies(Required)]
    public async Task A_command_without_Requestor_ID_is_refused(Operation command)
    {
        var good = await GoodCall(command);
        var series = new FaultSeries(Context, good, isAboutToken: false);
        var plain = WithoutHeader("without Requestor-ID");
        var effect = await series.RunAsync([plain, WithoutHeader("once more"), .. Shapes(good)]);
        var reply = series.Replies[0].Reply;

        Check(Required).Found(await series.JudgeAsync(plain, reply));
        if (series.IsSettled)
        {
            return;
        }

        var findings = ImmutableArray.CreateBuilder<(string, Finding)>();
        foreach (var (fault, shaped) in series.Replies.Skip(1).ToList())
        {
            findings.Add((fault.Name, await series.JudgeShapeAsync(plain, reply, fault, shaped)));
        }

        Check(Required, "shapes").Found(FindingList.Worst(findings.ToImmutable()));
        if (effect is not null)
        {
            Check(Required, "no_effect").Found(effect);
        }
    }

    // How clients send the same command: each form has been forgotten by some server.
    private static IEnumerable<Fault> Shapes(ApiCall good)
    {
        var id = Uri.EscapeDataString(good.Requestor!);
        if (good.Body is not null)
        {
            yield return WithoutHeader("Content-Type with a parameter", call => call with
            {
                ContentType = (call.Operation.RequestMediaType ?? "application/json") + "; charset=utf-8",
            });
        }

        if (good.Body is not null && !good.Operation.RequestBodyRequired)
        {
            yield return WithoutHeader("without the optional body", call => call with { Body = null });
        }

        if (good.Operation.RequestMediaType is null)
        {
            yield return WithoutHeader("with a body", call => call with { Body = new JsonObject() });
        }

        yield return WithoutHeader("on a new connection", call => call with { NewConnection = true });
        yield return WithoutHeader("with the id in other places", call => call with
        {
            More = [.. OtherFields.Select(name => new HeaderField(name, good.Requestor!)), new("Cookie", $"Requestor-ID={good.Requestor}")],
            Query = $"Requestor-ID={id}&requestorId={id}",
        });
    }

    private static Fault WithoutHeader(string name, Func<ApiCall, ApiCall>? shape = null) =>
        new(name, Required, WithoutRequestor) { Subject = ApiCall.RequestorHeader, Shape = shape };

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

    // A server may keep in mind that the header was seen once, or mix up requests that come at the same time.
    [Test, Verifies(Required)]
    public async Task The_header_is_required_for_each_request()
    {
        var good = await AnyCommand();
        await ContrastWithoutRequestor(good);

        Check(Required, "each_time").JudgeAgainst(await ContrastWithoutRequestor(await Renewed(good)));
    }

    [Test, Verifies(Required)]
    public async Task Concurrent_requests_do_not_share_the_header()
    {
        foreach (var good in await CommandOfEachMethod())
        {
            var check = Check(Required, $"same_time.{good.Operation.Method}");
            var series = new FaultSeries(Context, good, isAboutToken: false);
            await series.SendControlAsync();
            if (series.FailedControl("a refusal without the header") is { } failed)
            {
                check.Found(failed);
                continue;
            }

            List<ApiCall> pairs = [];
            for (var pair = 0; pair < 3; pair++)
            {
                pairs.AddRange([await Renewed(good), await Renewed(good) with { Requestor = null }]);
            }

            var replies = await Task.WhenAll(pairs.Select(Send).ToList());
            var contrast = new Contrast(
                [.. replies.Where((_, index) => index % 2 == 0)], [
                    .. replies.Where((_, index) => index % 2 == 1)], ApiCall.RequestorHeader);
            check.JudgeAgainst(
                contrast.Controls.Any(control => control.Succeeded) ? contrast : await Repeated(contrast, good, WithoutRequestor));
        }
    }

    // A server may look at the header only once it has seen the token before.
    [Test, Verifies(Required)]
    public async Task The_header_is_required_right_after_a_token_was_issued()
    {
        foreach (var good in await CommandOfEachMethod())
        {
            var (token, _) = await Run.Tokens.RequestAsync(Context);
            var series = new FaultSeries(Context, good with { Authorization = "Bearer " + token }, isAboutToken: false);
            var fault = WithoutHeader("the first request with a new token");
            await series.RunAsync(fault);

            Check(Required, $"new_token.{good.Operation.Method}").Found(await series.JudgeAsync(fault));
        }
    }

    // One that the suite may send, of each method. What it ends must not be what other scenarios read.
    private async Task<IReadOnlyList<ApiCall>> CommandOfEachMethod()
    {
        List<ApiCall> calls = [];
        PrerequisiteException? missing = null;
        foreach (var command in Target.Usable(Target.Commands)
            .Where(command => Target.NeedsRequestor(command) && Run.Objects.HasGoodCall(command))
            .OrderBy(command => !Settings.MayExecute(command)))
        {
            if (calls.Exists(call => call.Operation.Method == command.Method))
            {
                continue;
            }

            try
            {
                var good = await GoodCall(command);
                if (command.Resource is not { Ends: true } || !Settings.MayExecute(command) || Run.Objects.AreOwn(good))
                {
                    calls.Add(good);
                }
            }
            catch (PrerequisiteException error) when (error.Finding.Outcome != Outcome.Blocked)
            {
                missing = error;
            }
        }

        return calls.Count > 0 ? calls
            : missing is not null ? throw new PrerequisiteException(missing.Finding)
            : throw new NoSuchOperationException("command that requires Requestor-ID and may be sent");
    }

    // What is announced for later is recorded today, so that a change shows.
    [Test, Verifies("S4.permissions")]
    public async Task An_unknown_requestor_is_recorded()
    {
        var good = await AnyCommand();

        var reply = await Send(good with { Requestor = Section4_RequestorCheck.Unknown });

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
            Required);
    }
}

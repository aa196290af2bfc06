using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

/// <summary>
/// Sends one request with several faults, and then without any. The faults come first: what is refused is not done, so all of them are
/// about the same object, one control serves them all, and the control shows whether a refused request was done nevertheless.
/// </summary>
internal sealed class FaultSeries
{
    private readonly ScenarioContext _context;
    private readonly List<(Fault Fault, Exchange Reply)> _replies = [];
    private readonly ApiCall _good;
    private readonly bool _isAboutToken;
    private ApiCall _call;
    private bool _isSpent;
    private ImmutableArray<Exchange> _controls = [];

    /// <summary>Prepares a series; sends nothing yet.</summary>
    /// <param name="context">The scenario.</param>
    /// <param name="good">The request without a fault.</param>
    /// <param name="isAboutToken">
    /// Whether all faults are about the token: then a control shows enough when its token is accepted, whatever else is refused.
    /// </param>
    public FaultSeries(ScenarioContext context, ApiCall good, bool isAboutToken)
    {
        _context = context;
        _good = good;
        _call = good;
        _isAboutToken = isAboutToken;
    }

    /// <summary>Whether the first fault was accepted or not answered: then nothing else is sent, and only that is judged.</summary>
    public bool IsSettled => _replies.Count > 0 && (_replies[0].Reply.Succeeded || _replies[0].Reply.Failure is not null);

    /// <summary>The faults and their replies so far.</summary>
    public IReadOnlyList<(Fault Fault, Exchange Reply)> Replies => _replies;

    private RunContext Run => _context.Run;

    private bool HasOwnObjects => Run.Objects.AreOwn(_good);

    private bool MayExecute => Run.Settings.MayExecute(_good.Operation) && !_good.TargetsNonexistentResource;

    /// <summary>Sends the request with a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The reply.</returns>
    public async Task<Exchange> SendAsync(Fault fault)
    {
        await RenewAsync();
        var reply = await _context.SendAsync(fault.AddTo(_call));
        _isSpent = reply.Status is not (>= 400 and < 500);
        _replies.Add((fault, reply));
        return reply;
    }

    /// <summary>Sends the faults, then the control, and looks for effects of what was refused.</summary>
    /// <param name="faults">The faults.</param>
    /// <returns>What the faults did besides being refused; null when nothing may be carried out here.</returns>
    public async Task<Finding?> RunAsync(params ImmutableArray<Fault> faults)
    {
        var reading = MayExecute && HasOwnObjects && _good.Operation.Resource is { Action: ResourceAction.Update }
            ? Run.Objects.ReadingCall(_good)
            : null;
        var before = reading is null ? null : await _context.SendAsync(reading);
        foreach (var fault in faults)
        {
            // What is accepted without a token, or not answered at all, is not tried in other ways.
            if (!IsSettled)
            {
                await SendAsync(fault);
            }
        }

        if (IsSettled)
        {
            return null;
        }

        var after = reading is null ? null : await _context.SendAsync(reading);
        await SendControlAsync();
        if (!MayExecute || _good.Operation.Kind != OperationKind.Command)
        {
            return null;
        }

        var expected = "no effect of what was refused";
        if (_isSpent || _replies.Exists(one => one.Reply.Status is not (>= 400 and < 500)))
        {
            return new(Outcome.NotApplicable, expected, "a request with a fault was not refused");
        }

        return before is not null && after is not null && reading is not null
            ? await CompareMembersAsync(expected, before, after, reading)
            : await RepeatAsync(expected, faults);
    }

    /// <summary>Sends the request without a fault; twice when it is refused, so that chance is no evidence.</summary>
    public async Task SendControlAsync()
    {
        await RenewAsync();
        var control = await _context.SendAsync(_call);
        if (control.Succeeded)
        {
            _controls = [control];
        }
        else
        {
            _call = await Run.Objects.AgainAsync(_context, _call);
            _controls = [control, await _context.SendAsync(_call)];
        }

        // A later scenario sends a control of its own instead: a megabyte for each operation is too much to keep.
        if (_controls.All(control => control.Reply is not { Body.Length: > ExchangeRecorder.MaxBody }))
        {
            Run.GoodReplies[_good.Operation.Id] = _controls;
        }
    }

    /// <summary>Judges a refusal by the allowed answers, and by what separates it from the control.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="reply">Its reply.</param>
    /// <returns>The finding.</returns>
    public async Task<Finding> JudgeAsync(Fault fault, Exchange reply)
    {
        var finding = Judgement.Judge(reply, Run.Judge.Allowances(fault.Requirement), fault.Rules);
        if (reply.Succeeded || finding.Outcome is Outcome.Blocked or Outcome.ServerError)
        {
            return finding;
        }

        if (_controls.IsEmpty)
        {
            return Judgement.Unmet(reply, finding.Expected, "the reply is no refusal, so nothing else was tried");
        }

        if (FailedControl(finding.Expected) is { } failed)
        {
            return failed;
        }

        return finding.WeighedBy((await ContrastAsync(fault, reply)).Evidence);
    }

    /// <summary>Judges the replies to some faults together; the most serious finding counts.</summary>
    /// <param name="faults">The faults.</param>
    /// <returns>The finding.</returns>
    public async Task<Finding> JudgeAsync(params ImmutableArray<Fault> faults)
    {
        var findings = ImmutableArray.CreateBuilder<(string, Finding)>();
        foreach (var (fault, reply) in _replies.Where(one => faults.Contains(one.Fault)).ToList())
        {
            findings.Add((fault.Name, await JudgeAsync(fault, reply)));
        }

        return findings.Count == 0
            ? new(Outcome.NotApplicable, "a refusal", "not tried: the first fault was not refused")
            : FindingList.Worst(findings.ToImmutable());
    }

    /// <summary>
    /// Judges a request of an unusual form: it is refused like the usual one with the same fault, or else by what separates it from the
    /// same form without the fault. Where a deployment refuses the form itself, the requirement does not apply.
    /// </summary>
    /// <param name="usual">The same fault in the usual form.</param>
    /// <param name="usualReply">Its reply.</param>
    /// <param name="fault">The fault in the unusual form.</param>
    /// <param name="reply">Its reply.</param>
    /// <returns>The finding.</returns>
    public async Task<Finding> JudgeShapeAsync(Fault usual, Exchange usualReply, Fault fault, Exchange reply)
    {
        var finding = Judgement.Judge(reply, Run.Judge.Allowances(fault.Requirement), fault.Rules);
        if (reply.Succeeded || finding.Outcome is Outcome.Blocked or Outcome.ServerError)
        {
            return finding;
        }

        if (FailedControl(finding.Expected) is { } failed)
        {
            return failed;
        }

        var contrast = await ContrastAsync(usual, usualReply);
        if (contrast.Evidence == Evidence.None || (IsSameRefusal(contrast, reply, fault) && !contrast.IsLikeControls(reply)))
        {
            return finding.WeighedBy(contrast.Evidence);
        }

        _call = await Run.Objects.AgainAsync(_context, _call);
        var control = await _context.SendAsync((fault.Shape ?? (call => call))(_call));
        var evidence = AnswerComparison.Compare([control], reply, fault.Subject);
        return evidence == Evidence.None || (!control.Succeeded && evidence == Evidence.Text)
            ? new(Outcome.NotApplicable, finding.Expected, $"a request of this form is refused in any case: {control.Summary()}")
            : finding.WeighedBy(evidence);
    }

    /// <summary>The request with a fault next to the request without one.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="reply">Its reply.</param>
    /// <returns>Both, repeated where chance could explain the difference.</returns>
    public Task<Contrast> ContrastAsync(Fault fault, Exchange reply)
    {
        return new Contrast(_controls, [reply], fault.Subject).RepeatAsync(
            Run.Statuses,
            async () => await _context.SendAsync(await AgainAsync()),
            async () => await _context.SendAsync(fault.AddTo(await AgainAsync())));

        async Task<ApiCall> AgainAsync() => _call = await Run.Objects.AgainAsync(_context, _call);
    }

    /// <summary>Why the control shows nothing; null when it holds.</summary>
    /// <param name="expected">What was expected of the fault.</param>
    /// <returns>The finding.</returns>
    public Finding? FailedControl(string expected)
    {
        if (_controls.IsEmpty)
        {
            throw new InvalidOperationException("the control was not sent");
        }

        var holds = _isAboutToken
            ? _controls.Any(control => control is { Failure: null, Status: < 500 and not 401 })
            : MayExecute
                ? _controls.Any(control => control.Succeeded)
                : _controls.Any(control => control is { Failure: null, Status: < 500 and not 401 and not 403 });
        return holds
            ? null
            : Judgement.Unmet(
                _controls[^1],
                expected,
                $"the control, a valid {_good.Operation.Id}, was refused, so a refusal proves nothing; fix that first");
    }

    // A refusal may also say more about this form.
    private static bool IsSameRefusal(Contrast contrast, Exchange reply, Fault fault) => contrast.IsLikeReplies(reply)
        || (contrast.Reply.Status == reply.Status && fault.Subject is { } subject && AnswerComparison.Names(reply, subject));

    private async Task RenewAsync()
    {
        if (_isSpent)
        {
            _call = await Run.Objects.AgainAsync(_context, _good);
            _isSpent = false;
        }
    }

    // A query shows the members that the refused request would have changed.
    private async Task<Finding> CompareMembersAsync(string expected, Exchange before, Exchange after, ApiCall reading)
    {
        var changed = ChangedMembers(before, after);
        if (!changed.IsEmpty)
        {
            return new(
                Outcome.Violated, expected, $"{string.Join(", ", changed)} has the value of a refused request", Judged: after.Number);
        }

        var done = await _context.SendAsync(reading);
        return ChangedMembers(before, done).IsEmpty
            ? NotObservable(expected, "a query does not show what the command changes")
            : new(Outcome.Satisfied, expected, "a query shows the change only after the valid command", Judged: after.Number);
    }

    private ImmutableArray<string> ChangedMembers(Exchange before, Exchange after) => _good.Body is JsonObject body
        && before.Succeeded && after.Succeeded
        ? [.. body.Where(member => !HasValue(before, member) && HasValue(after, member)).Select(member => member.Key)]
        : [];

    private static bool HasValue(Exchange reply, KeyValuePair<string, JsonNode?> member) =>
        reply.Json.Member(member.Key) is { } value
        && JsonNode.DeepEquals(JsonNode.Parse(value.GetRawText()), member.Value);

    // What works once only, such as a creation under an external id, or a deletion, still works after a refusal, and then no more.
    private async Task<Finding> RepeatAsync(string expected, ImmutableArray<Fault> faults)
    {
        if (!HasOwnObjects)
        {
            if (_good.Operation.Resource is { Ends: true })
            {
                await Run.Objects.AgainAsync(_context, _good);
            }

            return NotObservable(expected, "other scenarios use the same object");
        }

        if (!TestObjects.WorksOnce(_good.Operation))
        {
            return NotObservable(expected, "the contract has no query that shows what the command does");
        }

        if (!_controls[0].Succeeded)
        {
            return _controls[^1].Succeeded && await IsReproducedAsync(faults)
                ? new(
                    Outcome.Violated,
                    expected,
                    $"the valid command afterwards got {_controls[0].Summary()}; for another object it got {_controls[^1].Summary()}",
                    "a request that was refused was carried out",
                    _controls[0].Number)
                : NotObservable(expected, "the valid command was refused afterwards, for another reason");
        }

        var repeated = await _context.SendAsync(_call);
        return repeated.Status is >= 400 and < 500
            ? new(Outcome.Satisfied, expected, "the valid command afterwards succeeded, and only once", Judged: _controls[0].Number)
            : NotObservable(expected, "the deployment accepts the same command twice");
    }

    // A deployment may also show a new object late.
    private async Task<bool> IsReproducedAsync(ImmutableArray<Fault> faults)
    {
        var without = await Run.Objects.GoodCallAsync(_context, _good.Operation);
        if (!(await _context.SendAsync(without)).Succeeded)
        {
            return false;
        }

        var with = await Run.Objects.GoodCallAsync(_context, _good.Operation);
        foreach (var fault in faults)
        {
            await _context.SendAsync(fault.AddTo(with));
        }

        return (await _context.SendAsync(with)).Status is >= 400 and < 500;
    }

    private Finding NotObservable(string expected, string because) =>
        new(Outcome.Unspecified, expected, "not observable", because, _controls[^1].Number, Evidence.None);
}

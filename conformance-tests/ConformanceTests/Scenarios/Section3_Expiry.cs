using System.Collections.Immutable;
using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.ExpiredTokens;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>
/// Guide, section 3, end: tokens have a limited lifetime, and a client can get another one. Advances the clock, so it runs alone; without
/// a clock it uses an expired token from another source.
/// </summary>
[NonParallelizable]
public sealed class Section3_Expiry : Scenario
{
    // Whole seconds, and the time that a reply takes.
    private const double Rounding = 2;

    private static readonly TimeSpan MinDistance = TimeSpan.FromSeconds(5);

    [Test, Verifies("S3.bearer.expired")]
    public async Task A_token_works_until_its_lifetime_is_over_and_not_after()
    {
        RequireApi();
        if (Run.Clock is not { } clock)
        {
            await WithoutClock(null);
            return;
        }

        await using var time = await clock.FreezeAsync();
        var (good, lifetime) = await CallWithNewToken();
        await Control(good);
        await time.AdvanceAsync(lifetime - OneSecond);
        await Control(good);
        await time.AdvanceAsync(OneSecond + Skew);

        Check("S3.bearer.expired").Judge(await Send(good));
    }

    // A server that extends the lifetime with each use would never expire a busy token.
    [Test, Verifies("S3.bearer.expired")]
    public async Task Using_a_token_does_not_prolong_it()
    {
        RequireApi();
        if (Run.Clock is not { } clock)
        {
            await WithoutClock("used");
            return;
        }

        await using var time = await clock.FreezeAsync();
        var (good, lifetime) = await CallWithNewToken();
        for (var tenth = 0; tenth < 9; tenth++)
        {
            await Control(good);
            await time.AdvanceAsync(lifetime / 10);
        }

        await time.AdvanceAsync((lifetime / 10) + Skew);

        Check("S3.bearer.expired", "used").Judge(await Send(good));
    }

    [Test, Verifies("S3.renewal", "S3.bearer.expired")]
    public async Task After_expiry_the_same_credentials_get_a_token_that_works()
    {
        RequireApi();
        if (Run.Clock is not { } clock)
        {
            await RenewWithoutClock();
            return;
        }

        await using var time = await clock.FreezeAsync();
        var (old, lifetime) = await CallWithNewToken();
        await time.AdvanceAsync(lifetime + Skew);
        var (renewed, _) = await CallWithNewToken();

        Check("S3.renewal").Judge(await Send(renewed));
        Check("S3.bearer.expired", "after_renewal").Judge(await Send(old));
    }

    // A server that hands out a token again must not promise its whole lifetime again: clients would use it after it has expired.
    [Test, Verifies("S3.reply.expires_in.repeated")]
    public async Task A_token_that_is_issued_again_has_the_rest_of_its_lifetime()
    {
        var check = Check("S3.reply.expires_in.repeated");
        if (Run.Clock is not { } clock)
        {
            JudgeRepeated(check);
            return;
        }

        await using var time = await clock.FreezeAsync();
        var first = await Control(Good);
        var advance = TimeSpan.FromSeconds(Math.Floor(Seconds(first) / 2));
        await time.AdvanceAsync(advance);
        var second = await Token(Good);
        if (first.AccessToken != second.AccessToken)
        {
            check.NotApplicable("each token request gets another token");
            return;
        }

        JudgeRest(check, first, second, advance);
    }

    // Without a clock, what earlier scenarios got is compared.
    private void JudgeRepeated(Check check)
    {
        var repeated = Run.Transport.RawExchanges
            .Where(reply => reply is { Succeeded: true, AccessToken.Length: > 0 } && Seconds(reply) > 0)
            .GroupBy(reply => reply.AccessToken)
            .Select(group => (First: group.MinBy(reply => reply.Started)!, Last: group.MaxBy(reply => reply.Started)!))
            .Where(pair => pair.Last.Started - pair.First.Started >= MinDistance)
            .OrderByDescending(pair => pair.Last.Started - pair.First.Started)
            .ToList();
        if (repeated.Count == 0)
        {
            check.NotApplicable("no token was issued again some seconds later");
            return;
        }

        var (first, last) = repeated[0];
        JudgeRest(check, first, last, last.Started - first.Started);
    }

    private static void JudgeRest(Check check, Exchange first, Exchange second, TimeSpan later) => check.Holds(
        second,
        Seconds(second) <= Seconds(first) - later.TotalSeconds + Rounding,
        $"expires_in up to {Seconds(first) - later.TotalSeconds:0}: the same token said {Seconds(first):0} {later.TotalSeconds:0} s before",
        $"expires_in {second.Show("expires_in")}");

    private static double Seconds(Exchange reply) =>
        reply.Json.Member("expires_in") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0;

    // Each operation may have been given its own check of the token.
    [Test, Verifies("S3.bearer.expired", "RFC6750-3.challenge", "RFC6750-3.1.invalid_token")]
    public async Task No_operation_works_with_an_expired_token()
    {
        RequireApi();
        List<ApiCall> calls = [];
        List<(string Method, string Name, Finding Finding)> missing = [];
        foreach (var operation in Target.Usable(Target.Contract.Operations)
            .Where(operation => operation.Kind != OperationKind.Token && Run.Objects.HasGoodCall(operation)))
        {
            try
            {
                calls.Add(await GoodCall(operation));
            }
            catch (PrerequisiteException error) when (error.Finding.Outcome != Outcome.Blocked)
            {
                missing.Add((operation.Method, operation.Id, error.Finding));
            }
        }

        if (await WithExpiredToken(calls) is not { } replies)
        {
            foreach (var requirement in (string[])["S3.bearer.expired", "RFC6750-3.challenge", "RFC6750-3.1.invalid_token"])
            {
                Check(requirement, requirement == "S3.bearer.expired" ? "each_operation" : "expired").Untestable(
                    ExpiredTokenSource.Remedies);
            }

            return;
        }

        foreach (var ofMethod in calls.Zip(replies).GroupBy(pair => pair.First.Operation.Method))
        {
            var findings = ImmutableArray.CreateBuilder<(string, Finding)>();
            findings.AddRange(missing.Where(one => one.Method == ofMethod.Key).Select(one => (one.Name, one.Finding)));
            foreach (var (call, reply) in ofMethod)
            {
                findings.Add((call.Operation.Id, await JudgeExpired(call, reply)));
            }

            Check("S3.bearer.expired", ofMethod.Key).Found(FindingList.WorstOfAlike(findings.ToImmutable()));
        }

        var refused = replies.Where(reply => reply.Status == 401).ToList();
        JudgeChallenge("RFC6750-3.challenge", "a Bearer challenge", refused, one => one is not null);
        JudgeChallenge(
            "RFC6750-3.1.invalid_token",
            "a Bearer challenge with error=\"invalid_token\"",
            refused,
            one => one?["error"] == "invalid_token");
    }

    private async Task<IReadOnlyList<Exchange>?> WithExpiredToken(IReadOnlyList<ApiCall> calls)
    {
        if (Run.Clock is not { } clock)
        {
            return await Run.Expired.FindAsync(Context) is { } expired ? await Send(calls, expired.Token) : null;
        }

        await using var time = await clock.FreezeAsync();
        var (token, lifetime) = await Run.Tokens.RequestAsync(Context);
        await Control(ApiCall.WithToken(Target, Target.AnyQuery, token));
        await time.AdvanceAsync(lifetime + Skew);
        return await Send(calls, token);
    }

    private async Task<IReadOnlyList<Exchange>> Send(IReadOnlyList<ApiCall> calls, string token) =>
        await Task.WhenAll(calls.Select(call => Send(call with { Authorization = "Bearer " + token })).ToList());

    // The control of an operation is that of an earlier scenario, if there was one.
    private async Task<Finding> JudgeExpired(ApiCall call, Exchange reply)
    {
        var finding = Judgement.Judge(reply, Run.Judge.Allowances("S3.bearer.expired"), ["S3.bearer.expired"]);
        if (reply.Succeeded || finding.Outcome is Outcome.Blocked or Outcome.ServerError)
        {
            return finding;
        }

        if (!Run.GoodReplies.TryGetValue(call.Operation.Id, out var controls))
        {
            var good = call with { Authorization = "Bearer " + await GoodToken() };
            var control = await Send(good);
            controls = control.Succeeded ? [control] : [control, await Send(await Renewed(good))];
        }

        return controls.Any(control => control is { Failure: null, Status: < 500 and not 401 })
            ? finding.WeighedBy(AnswerComparison.Compare(controls, reply))
            : Judgement.Unmet(
                controls[^1], finding.Expected, "the control, the same request with a valid token, was refused; fix that first");
    }

    private void JudgeChallenge(string requirement, string expected, List<Exchange> refused, Func<Challenge?, bool> holds)
    {
        var check = Check(requirement, "expired");
        if (refused.Count == 0)
        {
            check.NotApplicable("no expired token was refused with 401");
            return;
        }

        var offender = refused.Find(reply => !holds(reply.BearerChallenge));
        check.Found(
            offender ?? refused[^1], offender is null, expected, (offender ?? refused[^1]).ShowHeader("WWW-Authenticate"));
    }

    private async Task WithoutClock(string? aspect)
    {
        if (await Run.Expired.FindAsync(Context) is not { } expired)
        {
            Check("S3.bearer.expired", aspect).Untestable(ExpiredTokenSource.Remedies);
            return;
        }

        var (good, _) = await CallWithNewToken();
        await Control(good);
        var reply = await Send(good with { Authorization = "Bearer " + expired.Token });
        if (aspect is null || expired.Used)
        {
            Check("S3.bearer.expired", aspect).Judge(reply);
        }
        else
        {
            Check("S3.bearer.expired", aspect).Observes(
                reply,
                $"{reply.Summary()} to {expired.Origin}; whether that was used before is not known");
        }
    }

    private async Task RenewWithoutClock()
    {
        if (await Run.Expired.FindAsync(Context) is not { } expired)
        {
            Check("S3.renewal").Untestable(ExpiredTokenSource.Remedies);
            Check("S3.bearer.expired", "after_renewal").Untestable(ExpiredTokenSource.Remedies);
            return;
        }

        var (token, _) = await Run.Tokens.RequestAsync(Context, expired.Client);
        var renewed = ApiCall.WithToken(Target, Target.AnyQuery, token);
        Check("S3.renewal").Judge(await Send(renewed));
        await Control(renewed);
        Check("S3.bearer.expired", "after_renewal").Judge(await Send(renewed with { Authorization = "Bearer " + expired.Token }));
    }

    private static TimeSpan OneSecond => TimeSpan.FromSeconds(1);

    private TimeSpan Skew => TimeSpan.FromSeconds(Settings.ClockSkewSeconds);

    private async Task<(ApiCall Call, TimeSpan Lifetime)> CallWithNewToken()
    {
        var (token, lifetime) = await Run.Tokens.RequestAsync(Context);
        return (ApiCall.WithToken(Target, Target.AnyQuery, token), lifetime);
    }
}

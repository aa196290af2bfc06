using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.ExpiredTokens;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>
/// Guide, section 3, end: tokens have a limited lifetime, and a client can get another one. Advances the clock, so it runs alone; without
/// a clock it uses an expired token from another source.
/// </summary>
[NonParallelizable]
public sealed class Section3_Expiry : Scenario
{
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

using CsCheck;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Token;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Properties;

public sealed class TimeProperties
{
    private const int LongestLifetimeSeconds = 86_400;

    // The edges come as often as everything between them: leap days, the start of Unix time, its 32 bits, both ends of the calendar.
    private static readonly DateTimeOffset[] Edges =
    [
        DateTimeOffset.MinValue, new(1899, 12, 31, 23, 59, 59, 999, TimeSpan.Zero), DateTimeOffset.UnixEpoch.AddTicks(-1),
            DateTimeOffset.UnixEpoch,
        new(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero), DateTimeOffset.FromUnixTimeSeconds(int.MaxValue),
            DateTimeOffset.FromUnixTimeSeconds(1L + int.MaxValue),
        DateTimeOffset.FromUnixTimeSeconds(uint.MaxValue), DateTimeOffset.MaxValue.AddDays(-2), DateTimeOffset.MaxValue,
    ];

    private static readonly Gen<DateTimeOffset> Moment = Gen.OneOf(
        Gen.OneOf(Edges),
        Gen.Long[DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero)));

    private static readonly Gen<TimeSpan> Span = Gen.OneOf(
        Gen.OneOf(
            TimeSpan.Zero, TimeSpan.FromTicks(1), SessionClock.MaxOffset, SessionClock.MaxOffset + TimeSpan.FromTicks(1), TimeSpan.MaxValue,
            TimeSpan.MinValue, TimeSpan.FromTicks(-1)),
        Gen.Long[0, SessionClock.MaxOffset.Ticks].Select(TimeSpan.FromTicks));

    private static readonly AccessTokens Tokens = new(SigningKey.Parse(EngineUnderTest.Key), new IdSource(1));

    [Test]
    public void A_token_ends_within_the_millisecond_in_which_its_lifetime_ends() =>
        Gen.Select(Moment, Gen.Int[1, LongestLifetimeSeconds])
            .Where(issue => issue.Item1 <= DateTimeOffset.MaxValue.AddSeconds(-issue.Item2)).All(issue =>
        {
            var end = issue.Item1.AddSeconds(issue.Item2);
            var reading = Tokens.Read(Tokens.Issue("c", 0, issue.Item1, TimeSpan.FromSeconds(issue.Item2)), out var claims);
            return reading == TokenStatus.Genuine && end - claims!.Expires >= TimeSpan.Zero
                && end - claims.Expires < TimeSpan.FromMilliseconds(1);
        });

    [Test]
    public void A_clock_goes_where_plain_arithmetic_says_or_refuses_and_stays() =>
        Gen.Select(Moment, Gen.Select(Gen.Int[0, 5], Moment, Span).Array[1, 8]).All(run =>
        {
            var model = new ClockModel(run.Item1);
            var source = new FakeTimeProvider(run.Item1);
            var clock = new SessionClock(source);
            return run.Item2.All(step =>
            {
                var refused = !model.Do(step.Item1, step.Item2, step.Item3);
                return Refuses(clock, source, model, step) == refused && clock.GetUtcNow() == model.Now && clock.IsFrozen == model.Frozen;
            });
        });

    private static bool Refuses(
        SessionClock clock, FakeTimeProvider source, ClockModel model, (int Kind, DateTimeOffset To, TimeSpan By) step)
    {
        try
        {
            (step.Kind switch
            {
                0 => () => clock.Advance(step.By),
                1 => () => clock.Set(step.To),
                2 => clock.Freeze,
                3 => clock.Resume,
                4 => (Action)clock.Reset,
                _ => () => source.SetUtcNow(model.Source),
            })();
            return false;
        }
        catch (ArgumentOutOfRangeException)
        {
            return true;
        }
    }
}

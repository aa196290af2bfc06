using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Token;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Properties;

public sealed class TokenProperties
{
    private static readonly SigningKey Key = SigningKey.Parse(EngineUnderTest.Key);
    private static readonly JwtTokenFormat Plain = new(Key);
    private static readonly FastTokenFormat Fast = new(Key);

    private static readonly Gen<string> ClientId = Gen.OneOf(
        Gen.OneOf("partner-local", "", "\"\\/<>&'+`", "ü日\uD83D\uDE00", "\u0000\u0001\u001f\u007f\u0085\u2028", "{}[]:,"), Gen.String);

    private static readonly Gen<DateTimeOffset> Time = Gen.OneOf(
        Gen.OneOf(DateTimeOffset.MinValue, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddDays(-2)),
        Gen.Long[
            DateTimeOffset.MinValue.Ticks,
            DateTimeOffset.MaxValue.AddDays(-2).Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero)));

    private static readonly Gen<string?> Scope = Gen.String.Select(text => text.Length == 0 ? null : text);

    private static readonly Gen<(TokenClaims Claims, Guid Id, DateTimeOffset Issued)> Issue =
        Gen.Select(ClientId, Gen.Int[0, int.MaxValue], Time, Gen.Int[1, 86_400], Gen.Guid, (client, generation, issued, seconds, id) =>
            (new TokenClaims(client, generation, issued.AddSeconds(seconds)), id, issued));

    [Test]
    public void The_fast_way_writes_a_token_as_the_plain_way_does() =>
        Issue.All(issue => Fast.Write(issue.Claims, issue.Id, issue.Issued) == Plain.Write(issue.Claims, issue.Id, issue.Issued));

    [Test]
    public void The_fast_way_reads_a_token_as_the_plain_way_does_the_first_time_and_again() =>
        Gen.Select(Issue, Gen.Int[0, 600], Gen.Char[' ', '~']).All(damaged =>
        {
            var (claims, id, issued) = damaged.Item1;
            var letters = Plain.Write(claims, id, issued).ToCharArray();
            if (damaged.Item2 < letters.Length)
            {
                letters[damaged.Item2] = damaged.Item3;
            }

            var expected = (Plain.Read(letters, out var plain, out var read), plain, read);
            var first = (Fast.Read(letters, out var fast, out var again), fast, again);
            var second = (Fast.Read(letters, out fast, out again), fast, again);
            return first == expected && second == expected;
        });

    [Test]
    public void The_fast_way_writes_a_reply_as_the_plain_way_does() =>
        Gen.Select(Issue, Gen.Int[0, 86_400], Scope).All(reply =>
        {
            var (claims, id, issued) = reply.Item1;
            var token = Plain.Write(claims, id, issued);
            var lifetime = TimeSpan.FromSeconds(reply.Item2);
            return Fast.WriteReply(token, lifetime, reply.Item3).Utf8.AsSpan()
                .SequenceEqual(Plain.WriteReply(token, lifetime, reply.Item3).Utf8);
        });
}

using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Properties;

public sealed class RedactorProperties
{
    private const int Shown = 200;

    // No letter of a mark, and none of the text around, so that what is found is the secret and nothing else.
    private static readonly Gen<string> Text = Gen.Char["GHIJKLMNOPQRSTUVWXYZ+/=%&:~\"'\\<> "].Array[8, 24].Select(letters => new string(letters)).Where(secret => secret.Trim().Length == secret.Length);

    private static readonly Gen<string> Around = Gen.OneOf(
        Gen.Char["abcdef \n{}[],;&"].Array[0, 12].Select(letters => new string(letters)),
        Gen.OneOf("client_secret=", "\"access_token\":\"", "Authorization: Bearer ", "«", "»", "\r\n8\r\n"));

    [Test]
    public void No_writing_of_a_secret_survives_wherever_it_stands() =>
        Gen.Select(Text, Text).All(Gen.Select(Around.Array[3], Gen.Int[0, 1000], Gen.Int[0, 1000]), secrets =>
        {
            var redactor = Knowing(secrets.Item1, secrets.Item2);
            var (disguises, others) = (SecretDisguises.Of(secrets.Item1), SecretDisguises.Of(secrets.Item2));
            return placed =>
            {
                var (around, first, second) = placed;
                var redacted = redactor.Apply(around[0] + disguises[first % disguises.Length] + around[1] + others[second % others.Length] + around[2]);
                return !disguises.Concat(others).Any(disguise => redacted.Contains(disguise, StringComparison.Ordinal));
            };
        });

    [Test]
    public void No_base64_around_a_secret_gives_it_away() =>
        Text.All(Gen.Select(Around, Around), secret =>
        {
            var redactor = Knowing(secret);
            return around => SecretDisguises.Within(around.Item1, secret, around.Item2).All(base64 =>
                !redactor.Apply($"a {base64} b").Contains(SecretDisguises.Core(around.Item1, secret, base64), StringComparison.Ordinal));
        });

    [Test]
    public void A_text_without_the_secret_stays_as_it_is() =>
        Text.All(Gen.Char["abcdef \n{}[],;&"].Array[0, 60].Select(letters => new string(letters)), secret =>
        {
            var redactor = Knowing(secret);
            return text => redactor.Apply(text) == text;
        });

    // Long bodies are shown in part: where the cut goes through a secret, its first half must not be what the report ends with.
    [Test]
    public void No_part_of_a_secret_survives_where_a_long_body_is_cut() =>
        Text.All(Gen.Select(Gen.Int[-60, 8], Gen.Int[1, 4]), secret =>
        {
            var redactor = Knowing(secret);
            return placed =>
            {
                var filler = new string('a', Shown + placed.Item1);
                var shown = Recorded(filler + string.Concat(Enumerable.Repeat(secret, placed.Item2)) + filler, redactor).ReplyBody;
                return !shown.Contains(secret[..4], StringComparison.Ordinal) && !shown.Contains(secret[^4..], StringComparison.Ordinal);
            };
        });

    private static RecordedExchange Recorded(string body, Redactor redactor) => RecordedExchange.From(
        new(1, new("GET", new("http://127.0.0.1/"), []), new(200, "1.1", [], Encoding.UTF8.GetBytes(body)), null, DateTimeOffset.UnixEpoch, TimeSpan.Zero), "A_claim", redactor, Shown);

    private static Redactor Knowing(params string[] secrets)
    {
        var redactor = new Redactor();
        foreach (var secret in secrets)
        {
            redactor.Register(new("client_secret", secret, "$CLIENT_SECRET"));
        }

        return redactor;
    }
}

using CsCheck;
using NUnit.Framework;
using PartnerApi.Conformance.Wire;
using PartnerApi.Properties;

namespace PartnerApi.Conformance.SelfTests.Properties;

public sealed class RedactorProperties
{
    // No letter of a mark, and none of the text around, so that what is found is the secret and nothing else.
    private static readonly Gen<string> Text = Gen.Char["GHIJKLMNOPQRSTUVWXYZ+/=%&:~\"'\\<> "].Array[8, 24].Select(letters => new string(letters)).Where(secret => secret.Trim().Length == secret.Length);

    private static readonly Gen<string> Around = Gen.OneOf(
        Gen.Char["abcdef \n{}[],;&"].Array[0, 12].Select(letters => new string(letters)),
        Gen.OneOf("client_secret=", "\"access_token\":\"", "Authorization: Bearer ", "«", "»", "\r\n8\r\n"));

    [Test]
    public void No_writing_of_a_secret_survives_wherever_it_stands() =>
        Gen.Select(Text, Text, Around.Array[3], Gen.Int[0, 1000], Gen.Int[0, 1000]).All(
            placed =>
            {
                var (secret, other, around, first, second) = placed;
                var disguises = SecretDisguises.Of(secret);
                var others = SecretDisguises.Of(other);
                var (one, two) = (disguises[first % disguises.Length], others[second % others.Length]);
                var redacted = Knowing(secret, other).Apply(around[0] + one + around[1] + two + around[2]);
                return !disguises.Concat(others).Any(disguise => redacted.Contains(disguise, StringComparison.Ordinal));
            });

    [Test]
    public void No_base64_around_a_secret_gives_it_away() =>
        Gen.Select(Text, Around, Around).All(placed =>
        {
            var (secret, before, after) = placed;
            return SecretDisguises.Within(before, secret, after).All(base64 =>
                !Knowing(secret).Apply($"a {base64} b").Contains(SecretDisguises.Core(before, secret, base64), StringComparison.Ordinal));
        });

    [Test]
    public void A_text_without_the_secret_stays_as_it_is() =>
        Gen.Select(Text, Gen.Char["abcdef \n{}[],;&"].Array[0, 60]).All(both => Knowing(both.Item1).Apply(new string(both.Item2)) == new string(both.Item2));

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

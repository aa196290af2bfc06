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

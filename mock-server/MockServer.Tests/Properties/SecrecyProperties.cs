using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Secrecy;
using PartnerApi.Mock.Token;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Properties;

/// <summary>The short ways of redaction come to the same as the long ones.</summary>
public sealed class SecrecyProperties
{
    private const string Secret = "local-only-secret";

    // All the letters of a form that are not escapes, and the words that matter to the patterns.
    private static readonly Gen<string> Form = Gen.OneOf(
        "secret", "SECRET", "client_secret", "access_token", "accesstoken", "refresh_token", "id_token", "password", "authorization", "api_key", "apiKey", "token",
        "bearer", "basic", "=", "=", "==", "&", "&", "&&", "_", "-", ".", "~", "*", "%", "+", "%3d", "1", "a", "Z", Secret, "eyJhbGciOiJIUzI1NiJ9.e30.AAAAAAAA").Array[0, 14].Select(string.Concat);

    [Test]
    public void Named_values_of_a_form_are_found_as_the_patterns_find_them() =>
        Form.All(text => NamedValues.In(text).SequenceEqual(NamedValues.ByPattern(text)), text => text);

    [Test]
    public void Needles_find_together_what_each_finds_alone() =>
        Gen.OneOf("aa", "a", "b", "AB", "ba", "eyJhbGciOi", "local-only-session-", "0", "\"", " ", Secret).Array[0, 12].Select(string.Concat).All(
            text =>
            {
                Needle[] needles = [.. Needle.Of("aaa", Found.Token), .. Needle.Of("ab", Found.Secret), .. Needle.Common, .. Needle.Of(Secret, Found.Secret)];
                List<Spot> spots = [];
                new NeedleSet([.. needles]).Find(text, spots);
                return spots.SequenceEqual(needles.SelectMany(needle => Alone(needle, text)));
            },
            text => text);

    [TestCase("A-secret-like-any-other")]
    [TestCase("expires_in")]
    [TestCase("token_type\":\"Bearer")]
    [TestCase("\",\"token_type")]
    [TestCase("first-of-them\"")]
    [TestCase("access_token\":\"eyJ")]
    [TestCase("access_token\":\"eyJhbGciOiJIUzI1NiJ9.e30.s")]
    public void A_token_reply_is_kept_as_if_it_were_read_whole(string secret)
    {
        var secrets = new SecretSet([secret]);
        var form = new TokenReply(TimeSpan.FromHours(1), "a \"scope\"");
        foreach (var token in (string[])["eyJhbGciOiJIUzI1NiJ9.e30.first-of-them", "eyJhbGciOiJIUzI1NiJ9.e30.second-of-all"])
        {
            Found found = default;
            var body = form.With(token);
            Assert.That(
                Encoding.UTF8.GetString(secrets.Mask(body, form.Frame).Span),
                Is.EqualTo(Encoding.UTF8.GetString(secrets.Mask(body, RedactedRequest.LongestBody, ref found).Span)).And.Not.Contains(token));
        }
    }

    private static IEnumerable<Spot> Alone(Needle needle, string text)
    {
        for (var at = text.IndexOf(needle.Text, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(needle.Text, at + needle.Text.Length, StringComparison.OrdinalIgnoreCase))
        {
            if (needle.Around(text, at) is { } spot)
            {
                yield return spot;
            }
        }
    }
}

using System.Text;
using NUnit.Framework;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Token;

public sealed class BasicCredentialsTests
{
    [TestCase("id:secret", "id", "secret")]
    [TestCase("id:", "id", "")]
    [TestCase(":secret", "", "secret")]
    [TestCase("id:a:b", "id", "a:b")]
    [TestCase("i%3Ad:a%2Bb+c", "i:d", "a+b c", TestName = "Both_halves_are_form_encoded")]
    public void A_pair_is_read(string pair, string id, string secret) =>
        Assert.That(BasicCredentials.Read("Basic " + Base64(pair)), Is.EqualTo(new BasicCredentials(id, secret)));

    [TestCase("basic")]
    [TestCase("BASIC")]
    public void The_scheme_is_read_in_any_letter_case(string scheme) =>
        Assert.That(BasicCredentials.Read($"{scheme} {Base64("id:secret")}"), Is.Not.Null);

    [TestCase("")]
    [TestCase("Basic")]
    [TestCase("Basic ")]
    [TestCase("Basic *")]
    [TestCase("Basic aWQ")]
    [TestCase("Bearer aWQ6c2VjcmV0")]
    [TestCase("Basicx aWQ6c2VjcmV0")]
    [TestCase("Basic aWRzZWNyZXQ=", TestName = "A_pair_without_colon_is_no_credentials")]
    [TestCase("Basic aWQ6JXp6", TestName = "A_broken_escape_is_no_credentials")]
    [TestCase("Basic aWQ6/w==", TestName = "Bytes_that_are_no_UTF8_are_no_credentials")]
    public void Anything_else_is_no_credentials(string header) => Assert.That(BasicCredentials.Read(header), Is.Null);

    [Test]
    public void The_secret_is_not_printed() =>
        Assert.That(new BasicCredentials("id", "canary").ToString(), Does.Contain("id").And.Not.Contains("canary"));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

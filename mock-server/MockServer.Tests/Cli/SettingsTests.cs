using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Cli;
using PartnerApi.Mock.Tests.Hosting;
using PartnerApi.Settings;

namespace PartnerApi.Mock.Tests.Cli;

[Parallelizable(ParallelScope.All)]
public sealed class SettingsTests
{
    [Test]
    public void The_defaults_are_loopback_8080_and_8081()
    {
        var options = Read();

        Assert.That(
            (options.ApiAddress, options.ControlAddress, options.Policy, options.Explain),
            Is.EqualTo((new Uri("http://127.0.0.1:8080"), (Uri?)new Uri("http://127.0.0.1:8081"), RequestorPolicy.Guide, true)));
    }

    [Test]
    public void Every_setting_is_read()
    {
        var options = Read(
            ("url", "http://0.0.0.0:9000"), ("controlPort", "9001"), ("policy", "Reference"), ("seed", "-5"), ("explain", "false"),
            ("maxBodyBytes", "1000"), ("signingKey", EngineUnderTest.Key));

        Assert.That(
            (
                options.ApiAddress, options.ControlAddress!.Port, options.Policy, options.Seed, options.Explain, options.MaxBodyBytes,
                options.SigningKey is null),
            Is.EqualTo((new Uri("http://0.0.0.0:9000"), 9001, RequestorPolicy.Reference, (long?)-5, false, 1000L, false)));
    }

    [TestCase("port", "abc", "\"port\" is \"abc\"")]
    [TestCase("port", "65536", "\"port\" is \"65536\"")]
    [TestCase("port", "-1", "\"port\" is \"-1\"")]
    [TestCase("controlPort", "x", "\"controlPort\" is \"x\"")]
    [TestCase("url", "nonsense", "\"url\" is \"nonsense\"")]
    [TestCase("url", "ftp://127.0.0.1", "\"url\" is \"ftp://127.0.0.1\"")]
    [TestCase("url", "http://127.0.0.1:0/path", "\"url\" is \"http://127.0.0.1:0/path\"")]
    [TestCase("certificate", "x.pem", "\"certificate\" is set")]
    [TestCase("policy", "both", "\"policy\" is \"both\"")]
    [TestCase("seed", "x", "\"seed\" is \"x\"")]
    [TestCase("explain", "maybe", "\"explain\" is \"maybe\"")]
    [TestCase("https", "maybe", "\"https\" is \"maybe\"")]
    [TestCase("maxBodyBytes", "0", "\"maxBodyBytes\" is \"0\"")]
    [TestCase("prot", "0", "unknown setting \"prot\" (did you mean \"port\"?)")]
    [TestCase("port:number", "0", "\"port:number\" is an object")]
    [TestCase("port:0", "0", "\"port:0\" is an object")]
    public void A_mistake_is_named(string name, string value, string named) =>
        Assert.That(() => Read((name, value)), Throws.TypeOf<SettingsException>().With.Message.Contains(named));

    [Test]
    public void A_bad_signing_key_is_named_and_not_repeated() =>
        Assert.That(
            () => Read(("signingKey", "canary")),
            Throws.TypeOf<SettingsException>().With.Message.Contains("\"signingKey\" cannot be used").And.Message.Not.Contains("canary"));

    [TestCase("http://127.0.0.1:0", "true", "\"https\" is true")]
    public void TLS_that_is_asked_for_is_never_left_out(string url, string https, string named) =>
        Assert.That(() => Read(("url", url), ("https", https)), Throws.TypeOf<SettingsException>().With.Message.Contains(named));

    [Test]
    public void An_address_has_its_port_already() =>
        Assert.That(
            () => Read(("url", "http://127.0.0.1:0"), ("port", "0")),
            Throws.TypeOf<SettingsException>().With.Message.Contains("both set"));

    [TestCase("contract")]
    [TestCase("clients")]
    [TestCase("people")]
    public void A_file_that_is_not_there_is_named(string name) =>
        Assert.That(() => Read((name, "nowhere.json")), Throws.TypeOf<FixtureException>().With.Message.Contains("nowhere.json"));

    [Test]
    public async Task The_same_seed_gives_the_same_ids()
    {
        await using var first = await PartnerApiMock.StartAsync(Read(("port", "0"), ("controlPort", "0"), ("seed", "5")));
        await using var second = await PartnerApiMock.StartAsync(Read(("port", "0"), ("controlPort", "0"), ("seed", "5")));
        const string Request = "GET /nonsense HTTP/1.1\r\nHost: x\r\n\r\n";

        Assert.That(
            (await WireConnection.SendAsync(first.ApiAddress, Request)).Text,
            Is.EqualTo((await WireConnection.SendAsync(second.ApiAddress, Request)).Text));
    }

    public static Mock.Hosting.MockOptions Read(params (string Name, string Value)[] settings)
    {
        var sources = new SettingsSources(MockSettings.Description)
            .AddValues(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        return new SettingsReader(sources).Read<MockSettings>().Settings.ToOptions();
    }
}

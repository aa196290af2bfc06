using System.Net;
using NUnit.Framework;
using PartnerApi.Mock;
using PartnerApi.Mock.Grading;

namespace PartnerSample.Tests;

/// <summary>How a partner tests a client of their own against the mock, in process.</summary>
public sealed class SampleClientTests
{
    private PartnerApiMock _mock = null!;
    private SampleClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _mock = await PartnerApiMock.StartAsync(options => options with { Seed = 1 });
        _client = new(_mock.ApiAddress, _mock.ClientId, _mock.ClientSecret, _mock.Clock);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _mock.DisposeAsync();
    }

    [Test]
    public async Task A_change_is_accepted()
    {
        Assert.That(await _client.ChangeNameAsync(_mock.RequestorId, "Sample"), Is.EqualTo(HttpStatusCode.OK), _mock.Journal.ToString());
    }

    [Test]
    public async Task One_token_serves_until_it_is_old()
    {
        await _client.ChangeNameAsync(_mock.RequestorId, "One");
        await _client.ChangeNameAsync(_mock.RequestorId, "Two");
        _mock.Clock.Advance(TimeSpan.FromMinutes(59) + TimeSpan.FromSeconds(55));
        await _client.ChangeNameAsync(_mock.RequestorId, "Three");

        Assert.That(_mock.Journal.Count(exchange => exchange.Request.Path == "/oauth2/token"), Is.EqualTo(2), _mock.Journal.ToString());
        Assert.That(_mock.Journal.Where(exchange => exchange.IsRefused), Is.Empty, _mock.Journal.ToString());
    }

    [Test]
    public async Task A_refused_token_is_replaced_and_the_request_repeated_once()
    {
        await _client.ChangeNameAsync(_mock.RequestorId, "One");
        _mock.Faults.Add("401-once");

        Assert.That(await _client.ChangeNameAsync(_mock.RequestorId, "Two"), Is.EqualTo(HttpStatusCode.OK), _mock.Journal.ToString());
        Assert.That(_mock.Grade["G4"].Verdict, Is.EqualTo(RuleVerdict.Pass), _mock.Grade.ToString());
    }

    [Test]
    public async Task The_journal_says_what_was_wrong_with_a_request()
    {
        using var careless = new SampleClient(_mock.ApiAddress, _mock.ClientId, _mock.ClientSecret + " ", _mock.Clock);

        Assert.That(() => careless.ChangeNameAsync(_mock.RequestorId, "One"), Throws.TypeOf<HttpRequestException>());
        Assert.That(_mock.Journal.Single().Why[0].Text, Is.EqualTo("The secret is enclosed in spaces or line breaks"));
    }
}

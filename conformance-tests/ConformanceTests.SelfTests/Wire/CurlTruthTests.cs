using NUnit.Framework;
using PartnerApi.Conformance.Targets;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.SelfTests.Wire;

public sealed class CurlTruthTests
{
    [Test]
    public async Task Every_line_gets_the_same_status_and_body_from_a_fresh_mock()
    {
        await using var first = await PartnerApiMock.StartAsync(new MockOptions { Seed = 1 });
        await using var second = await PartnerApiMock.StartAsync(new MockOptions { Seed = 1 });
        // One after the other, so that what a request finds does not hang on another one.
        var settings = Deployment.Of(first) with { Concurrency = 1 };
        var result = await SuiteRun.ExecuteAsync(settings);
        var replay = new CurlReplay(settings.ApiAddress, second);
        replay.Know("CLIENT_SECRET", settings.Credentials);
        replay.Know("SPECIAL_CLIENT_SECRET", settings.SpecialCharacters!);

        var differences = new List<string>();
        foreach (var exchange in result.Exchanges)
        {
            var replayed = await replay.SendAsync(exchange);
            if (replayed != CurlReplay.Normal(exchange))
            {
                differences.Add($"{exchange.Number} {exchange.Scenario}: was {Short(CurlReplay.Normal(exchange))}, curl got {Short(replayed)}\n  {Short(exchange.Curl)}");
            }
        }

        Assert.That(result.Exchanges, Has.Length.GreaterThan(300));
        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    private static string Short(string text) => text.Length < 900 ? text : text[..900] + "…";
}

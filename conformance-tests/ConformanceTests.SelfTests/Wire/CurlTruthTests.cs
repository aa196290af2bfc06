using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Scenarios;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.SelfTests.Wire;

public sealed class CurlTruthTests
{
    [Test]
    public async Task Every_line_gets_the_same_status_and_body_from_a_fresh_mock()
    {
        // Time stands still but for what the suite moves: nothing has progressed when the lines are replayed.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await using var first = await PartnerApiMock.StartAsync(new MockOptions { Seed = 1, Clock = time });
        await using var second = await PartnerApiMock.StartAsync(new MockOptions { Seed = 1, Clock = time });
        // One after the other, so that what a request finds does not hang on another one.
        var settings = MockTarget.Sample(first) with { Concurrency = 1 };
        var result = await SuiteRun.ExecuteAsync(settings);
        var replay = new CurlReplay(settings.ApiAddress, second);
        replay.Know("CLIENT_SECRET", settings.Credentials);
        replay.Know("SPECIAL_CLIENT_SECRET", settings.SpecialCharacters!);
        replay.Know("WITHOUT_GRANT_CLIENT_SECRET", settings.WithoutGrant!);

        var replayed = await replay.SendAsync(result.Exchanges);

        // What is sent at the same time arrives in any order, and the mock numbers objects in the order in which it creates them.
        var differences = result.Exchanges.Zip(replayed)
            .Where(pair => pair.First.Scenario != nameof(Section4_RequestorIdentification.Concurrent_requests_do_not_share_the_header))
            .Where(pair => pair.Second != CurlReplay.Normal(pair.First))
            .Select(pair => $"{pair.First.Number} {pair.First.Scenario}: was {Short(CurlReplay.Normal(pair.First))}, curl got "
                + $"{Short(pair.Second)}\n"
                + $"  {Short(pair.First.Curl)}")
            .ToList();
        Assert.That(result.Exchanges, Has.Length.GreaterThan(300));
        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    private static string Short(string text) => text.Length < 900 ? text : text[..900] + "…";
}

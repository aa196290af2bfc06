using System.Collections.Immutable;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.SelfTests.Safety;
using PartnerApi.Conformance.SelfTests.Wire;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Operations;

namespace PartnerApi.Conformance.SelfTests.Running;

public sealed class PreflightTests
{
    [Test]
    public async Task A_sound_target_is_well_in_every_point()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var found = await RunAsync(MockTarget.Settings(mock));

        Assert.That(found.Select(problem => problem.Health), Is.All.EqualTo(Health.Ok), string.Join('\n', found));
        Assert.That(
            found.Select(problem => problem.What),
            Is.EqualTo(new[] { "settings", "connection", "TLS", "token", "clock", "query", "requestor", "control API" }));
        Assert.That(Preflight.ExitCode(found), Is.EqualTo(ExitCode.Conforms));
    }

    [Test]
    public async Task Wrong_credentials_are_told_and_not_shown()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var found = await RunAsync(MockTarget.Settings(mock) with { Credentials = new(mock.ClientId, "mistyped-secret") });

        Assert.That(
            found.Single(problem => problem.What == "token").ToString(),
            Does.StartWith("fail").And.Contain("invalid_client").And.Contain("check credentials:clientId and credentials:clientSecret"));
        Assert.That(string.Join('\n', found), Does.Not.Contain("mistyped-secret"));
        Assert.That(Preflight.ExitCode(found), Is.EqualTo(ExitCode.Unreachable));
    }

    [Test]
    public async Task Nothing_at_the_address_ends_the_preflight()
    {
        var server = new RawServer("");
        await server.DisposeAsync();

        var found = await RunAsync(At(server.Address));

        Assert.That((found[^1].EndsRun, found[^1].Health), Is.EqualTo((true, Health.Fail)));
        Assert.That(found[^1].Remedy, Is.Not.Null);
        Assert.That(Preflight.ExitCode(found), Is.EqualTo(ExitCode.Unreachable));
    }

    [TestCase("Date: Thu, 01 Jan 2015 00:00:00 GMT\r\n", Health.Fail)]
    [TestCase("", Health.Warn)]
    public async Task A_clock_that_goes_wrong_is_noticed(string date, Health expected)
    {
        await using var server = new RawServer(
            $"HTTP/1.1 200 OK\r\n{date}Content-Type: application/json\r\nContent-Length: 20\r\nConnection: "
                + $"close\r\n\r\n{{\"access_token\":\"a\"}}");

        var found = await RunAsync(At(server.Address));

        Assert.That(found.Single(problem => problem.What == "clock").Health, Is.EqualTo(expected));
    }

    // The header says when the reply was written, which is up to the whole duration of the exchange after the request.
    [TestCase(7, 0, Health.Ok)]
    [TestCase(7, 7, Health.Ok)]
    [TestCase(7, 9, Health.Fail)]
    [TestCase(7, -2, Health.Ok)]
    [TestCase(7, -3, Health.Fail)]
    [TestCase(0, -1, Health.Ok)]
    public async Task A_slow_reply_says_nothing_about_the_clock(int duration, int date, Health expected)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = new HostileServer(async (stream, stop) =>
        {
            var header = (time.GetUtcNow() + TimeSpan.FromSeconds(date)).ToString("r");
            time.Advance(TimeSpan.FromSeconds(duration));
            await stream.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nDate: {header}\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 20\r\nConnection: close\r\n\r\n{\"access_token\":\"a\"}"),
                stop);
        });

        var found = await RunAsync(At(server.Address) with { ClockSkewSeconds = 0 }, new() { Time = time });

        Assert.That(found.Single(problem => problem.What == "clock").Health, Is.EqualTo(expected), string.Join('\n', found));
    }

    // Where a schema is inferred, a deployment may accept any body, an empty one too.
    [TestCase("v1")]
    [TestCase("v2")]
    public async Task A_deployment_that_accepts_every_body_is_not_changed_when_commands_may_not_be_executed(string contract)
    {
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions
        {
            Contract = ContractFile.Named(contract),
            CommandRules = [.. CommandRules.All.Where(rule => !rule.Requirement.StartsWith("API.body.", StringComparison.Ordinal))],
        });
        var before = mock.Session.Resources.Count;

        var found = await RunAsync(MockTarget.Settings(mock) with { SideEffects = SideEffects.None });

        Assert.That(found.Select(problem => problem.Health), Is.All.EqualTo(Health.Ok), string.Join('\n', found));
        Assert.That(mock.Session.Resources.Count, Is.EqualTo(before));
    }

    private static TargetSettings At(Uri address) => new()
    {
        Name = "elsewhere",
        ApiAddress = address,
        Credentials = new("me", "a-secret-of-mine"),
        RequestorId = "r",
    };

    private static async Task<ImmutableArray<Problem>> RunAsync(TargetSettings settings, RunOptions? options = null)
    {
        using var run = RunContext.Create(settings, options);
        return await new Preflight(run).RunAsync();
    }
}

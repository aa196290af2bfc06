using System.Collections.Immutable;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.SelfTests.Wire;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Mock;

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
            Is.EqualTo(new[] { "settings", "connection", "TLS", "token", "clock", "control API" }));
        Assert.That(Preflight.ExitCode(found), Is.EqualTo(ExitCode.Conforms));
    }

    [Test]
    public async Task Wrong_credentials_are_told_and_not_shown()
    {
        await using var mock = await PartnerApiMock.StartAsync();

        var found = await RunAsync(MockTarget.Settings(mock) with { Credentials = new(mock.ClientId, "mistyped-secret") });

        Assert.That(
            found.Single(problem => problem.What == "token").ToString(),
            Does.StartWith("fail").And.Contain("invalid_client").And.Contain("check tokenAddress, credentials"));
        Assert.That(string.Join('\n', found), Does.Not.Contain("mistyped-secret"));
        Assert.That(Preflight.ExitCode(found), Is.EqualTo(ExitCode.DoesNotConform));
    }

    [Test]
    public async Task Nothing_at_the_address_ends_the_preflight()
    {
        var server = new RawServer("");
        await server.DisposeAsync();

        var found = await RunAsync(At(server.Address));

        Assert.That(
            found[^1],
            Has.Property(
                nameof(
                    Problem.Unreachable)).True.And.Property(nameof(Problem.Health)).EqualTo(Health.Fail)
                        .And.Property(nameof(Problem.Remedy)).Not.Null);
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

    private static TargetSettings At(Uri address) => new()
    {
        Name = "elsewhere",
        ApiAddress = address,
        Credentials = new("me", "a-secret-of-mine"),
        RequestorId = "r",
    };

    private static async Task<ImmutableArray<Problem>> RunAsync(TargetSettings settings)
    {
        using var run = RunContext.Create(settings);
        return await new Preflight(run).RunAsync();
    }
}

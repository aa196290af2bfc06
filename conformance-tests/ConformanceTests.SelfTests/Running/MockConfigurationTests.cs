using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.SelfTests.ExpiredTokens;
using PartnerApi.Conformance.SelfTests.Wire;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Sessions;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Running;

/// <summary>The settings of a mock, each of which conforms, and what the suite may change.</summary>
/// <param name="Contract">The contract's name.</param>
/// <param name="Policy">Which operations require <c>Requestor-ID</c>.</param>
/// <param name="Level">How far requestors are checked.</param>
/// <param name="Scope">What the token endpoint does with <c>scope</c>; the contract must define scopes unless it is rejected.</param>
/// <param name="Https">Whether the API is served over TLS.</param>
/// <param name="Lifecycle">What happens when a client does not wait until an object is ready.</param>
/// <param name="DeferInactive">Commands that accept an inactive requestor; null for those of the contract.</param>
/// <param name="Effects">What the suite may change.</param>
public sealed record MockConfiguration(
    string Contract,
    RequestorPolicy Policy,
    RequestorCheckLevel Level,
    ScopeSemantics Scope,
    bool Https,
    LifecycleChecks Lifecycle,
    string? DeferInactive,
    SideEffects Effects)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Contract}, {Policy}, {Level}, scope {Scope}, {(Https ? "https" : "http")}, lifecycle {Lifecycle}, "
        + $"defer {DeferInactive ?? "default"}, side effects {Effects}";
}

/// <summary>
/// A mock conforms in every configuration. The gate judges a selection that has each value of each setting for each contract;
/// <c>run-tests.sh --nightly</c> judges them all.
/// </summary>
public sealed class MockConfigurationTests
{
    private static readonly FrozenDictionary<string, Contract> Contracts =
        ContractFile.Names.ToFrozenDictionary(name => name, ContractFile.Named);

    private static readonly TestCertificates Certificates = new("localhost");

    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Category("nightly")]
    [TestCaseSource(nameof(Selected))]
    public async Task The_mock_conforms(MockConfiguration configuration)
    {
        // The waits for objects are over at once.
        var now = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var mock = await PartnerApiMock.StartAsync(Options(configuration) with { Clock = now });

        var result = await SuiteRun.ExecuteAsync(await SettingsAsync(configuration, mock), new() { Time = new SkippingTime(now) });

        Assert.That(result.Unreachable, Is.Null);
        Assert.That(result.Checks.Where(check => check.Gates).Select(CheckText.Line), Is.Empty);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conforms));
    }

    // Nothing is accused, and the run says what it needs.
    [TestCase(0, 2, "raise maxWaitSeconds")]
    [TestCase(60, 100, "not ready after 60 s")]
    public async Task Without_enough_time_for_objects_to_be_ready_the_run_says_so(int wait, int readyAfter, string named)
    {
        var configuration = Gate().First(one => one is { Lifecycle: LifecycleChecks.Enforce, Effects: SideEffects.All });
        var now = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var lifecycles = LifecyclesFile.Embedded().Select(lifecycle => lifecycle.Name != "product"
            ? lifecycle
            : lifecycle with { Steps = [.. lifecycle.Steps.Select(step => step with { AfterSeconds = readyAfter })] });
        await using var mock = await PartnerApiMock.StartAsync(
            Options(configuration) with { Clock = now, Lifecycles = [.. lifecycles] });
        var settings = await SettingsAsync(configuration, mock) with { MaxWaitSeconds = wait };

        var result = await SuiteRun.ExecuteAsync(settings, new() { Time = new SkippingTime(now) });

        var gating = result.Checks.Where(check => check.Gates).ToList();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.TooLittleTested));
        Assert.That(gating.Select(check => check.Verdict), Is.All.EqualTo(Verdict.Untestable));
        Assert.That(gating.Select(CheckText.Line), Is.All.Contains(named).And.All.Contains("maxWaitSeconds"));
    }

    private static IEnumerable<MockConfiguration> Selected() => PropertyCases.IsInFull ? Whole().Distinct() : Gate().Distinct();

    private static IEnumerable<MockConfiguration> Whole() =>
        from contract in ContractFile.Names
        from policy in Enum.GetValues<RequestorPolicy>()
        from level in Enum.GetValues<RequestorCheckLevel>()
        from effects in (SideEffects[])[SideEffects.All, SideEffects.None]
        from configuration in
            (from scope in Scopes(contract)
             from https in (bool[])[false, true]
             select new MockConfiguration(contract, policy, level, scope, https, LifecycleChecks.Warn, null, effects))
            .Concat(
             from lifecycle in Enum.GetValues<LifecycleChecks>()
             from defer in (string?[])[null, "none", "*"]
             select new MockConfiguration(contract, policy, level, Scopes(contract)[0], false, lifecycle, defer, effects))
        select configuration;

    // Round-robin: the n-th configuration has the n-th value of each setting, so each value is there for each contract.
    private static IEnumerable<MockConfiguration> Gate() =>
        from contract in ContractFile.Names
        from number in Enumerable.Range(0, 5)
        select new MockConfiguration(
            contract,
            (RequestorPolicy)(number % 2),
            (RequestorCheckLevel)number,
            Scopes(contract)[number % Scopes(contract).Length],
            number % 2 == 1,
            (LifecycleChecks)((number + 2) % 3),
            ((string?[])["*", null, "none"])[number % 3],
            number == 3 ? SideEffects.None : SideEffects.All);

    private static ImmutableArray<ScopeSemantics> Scopes(string contract) =>
        Contracts[contract].Defaults.Scope.Value is null ? [ScopeSemantics.Rejected] : [.. Enum.GetValues<ScopeSemantics>()];

    private static MockOptions Options(MockConfiguration configuration)
    {
        var contract = Contracts[configuration.Contract];
        return new()
        {
            Contract = contract,
            ApiAddress = new(configuration.Https ? "https://127.0.0.1:0" : "http://127.0.0.1:0"),
            Certificate = configuration.Https ? Certificates.Server : null,
            Policy = configuration.Policy,
            RequestorValidation = RequestorValidation.At(configuration.Level) with
            {
                DeferInactive = configuration.DeferInactive switch
                {
                    null => [.. contract.Defaults.DeferInactive],
                    "none" => [],
                    { } operations => [operations],
                },
            },
            Scope = configuration.Scope == ScopeSemantics.Rejected
                ? ScopeRule.None
                : new(configuration.Scope, contract.Defaults.Scope.Value),
            LifecycleChecks = configuration.Lifecycle,
        };
    }

    private async Task<TargetSettings> SettingsAsync(MockConfiguration configuration, PartnerApiMock mock)
    {
        var settings = MockTarget.Settings(mock) with
        {
            Policy = configuration.Policy,
            SideEffects = configuration.Effects,
            Scope = configuration.Scope == ScopeSemantics.Rejected ? "" : null,
            TimeoutSeconds = 600,
            MaxWaitSeconds = configuration.Lifecycle == LifecycleChecks.Enforce ? 60 : 0,
        };
        if (!configuration.Https)
        {
            return settings;
        }

        var file = _folder.File($"ca-{mock.ApiAddress.Port}.pem");
        await File.WriteAllTextAsync(file, Certificates.Authority.ExportCertificatePem());
        return settings with { CaFile = file };
    }
}

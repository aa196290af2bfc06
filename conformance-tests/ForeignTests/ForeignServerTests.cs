using NUnit.Framework;
using PartnerApi.Conformance.ForeignTests.Expectations;
using PartnerApi.Conformance.ForeignTests.Servers;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.ForeignTests;

/// <summary>
/// The suite judges token endpoints that were written elsewhere. What it finds is known in advance: another verdict means that
/// the suite has changed its mind about a server that has not changed.
/// </summary>
public sealed class ForeignServerTests
{
    private const string OnNode = "node";

    [TestCase("openiddict")]
    [TestCase("oidc-provider", Category = OnNode)]
    [TestCase("oauth2-mock-server", Category = OnNode)]
    public async Task The_suite_finds_what_is_known_of_a_server(string name)
    {
        await using var server = await ForeignServer.StartAsync(name);

        var result = await SuiteRun.ExecuteAsync(server.Settings(name));

        Assert.That(result.Unreachable, Is.Null);
        var differences = KnownVerdicts.Of(name).DifferencesTo(result.Checks).ToList();
        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    [TestCase("openiddict")]
    [TestCase("oidc-provider")]
    [TestCase("oauth2-mock-server")]
    public void Every_verdict_against_a_server_has_its_reason(string name) =>
        Assert.That(
            KnownVerdicts.Of(name).Checks.Where(check => check.Verdict is not (Verdict.Pass or Verdict.Info) && string.IsNullOrWhiteSpace(check.Why)).Select(check => check.Check),
            Is.Empty);

    [TestCase("openiddict")]
    [TestCase("oidc-provider")]
    [TestCase("oauth2-mock-server")]
    public void Every_server_is_judged_by_more_than_a_handful_of_checks(string name) =>
        Assert.That(KnownVerdicts.Of(name).Checks, Has.Length.GreaterThan(40));
}

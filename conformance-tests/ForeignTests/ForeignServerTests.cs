using NUnit.Framework;
using PartnerApi.Conformance.ForeignTests.Expectations;
using PartnerApi.Conformance.ForeignTests.Servers;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.ForeignTests;

/// <summary>
/// The suite judges token endpoints that were written elsewhere. What it finds is known in advance: another verdict means that
/// the suite has changed its mind about a server that has not changed.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class ForeignServerTests
{
    private const string OnNode = "node";

    [TestCase("openiddict")]
    [TestCase("oidc-provider", Category = OnNode)]
    [TestCase("oauth2-mock-server", Category = OnNode)]
    [Category(Generated.Category)]
    public async Task The_suite_finds_what_is_known_of_a_server(string name)
    {
        if (Generated.Updates && name != "openiddict" && !NodeServer.IsInstalled)
        {
            await TestContext.Progress.WriteLineAsync($"{name} is not updated: run 'npm ci' in conformance-tests/foreign first");
            return;
        }

        await using var server = await ForeignServer.StartAsync(name);

        var result = await SuiteRun.ExecuteAsync(server.Settings(name));

        Assert.That(result.Unreachable, Is.Null);
        var known = KnownVerdicts.Read(name);
        if (Generated.Updates)
        {
            known = known.With(result.Checks);
            Generated.CompareFile(KnownVerdicts.FilePath(name), known.ToJson());
        }

        var differences = known.DifferencesTo(result.Checks).ToList();
        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    [TestCase("openiddict")]
    [TestCase("oidc-provider")]
    [TestCase("oauth2-mock-server")]
    public void Every_verdict_against_a_server_has_its_reason(string name) =>
        Assert.That(
            KnownVerdicts.Read(name).Checks
                .Where(check => check.Verdict is not (Verdict.Pass or Verdict.Info) && string.IsNullOrWhiteSpace(check.Why))
                .Select(check => check.Check),
            Is.Empty);

    [TestCase("openiddict")]
    [TestCase("oidc-provider")]
    [TestCase("oauth2-mock-server")]
    public void Every_server_is_judged_by_more_than_a_handful_of_checks(string name) =>
        Assert.That(KnownVerdicts.Read(name).Checks, Has.Length.GreaterThan(40));

    [TestCase("openiddict")]
    [TestCase("oidc-provider")]
    [TestCase("oauth2-mock-server")]
    public void A_file_is_formatted_as_an_update_writes_it(string name) =>
        Assert.That(File.ReadAllText(KnownVerdicts.FilePath(name)), Is.EqualTo(KnownVerdicts.Read(name).ToJson()));
}

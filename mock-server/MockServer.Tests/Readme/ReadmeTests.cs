using System.Text.RegularExpressions;
using NUnit.Framework;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Cli;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Tests.Cli;
using PartnerApi.Settings;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Readme;

public sealed partial class ReadmeTests
{
    private static readonly RequirementCatalogue Catalogue = RequirementsFile.Embedded();

    [Test, Category(Generated.Category)]
    public void Its_sections_are_those_of_the_requirements()
    {
        var rows = Catalogue.All
            .GroupBy(row => row.Section)
            .Select(section => $"| `{section.Key}` | {Source(section)} | {section.Count(row => row.NotTested is null)} | {section.Count(row => row.NotTested is not null)} |\n");

        ReadmePage.CompareBlock("sections", "| section | from | requirements tested | not tested |\n| --- | --- | ---: | ---: |\n" + string.Concat(rows));
    }

    [Test, Category(Generated.Category)]
    public void Its_readings_are_those_of_the_requirements()
    {
        var lines = Catalogue.All.Where(row => row.Reading is not null).Select(row => $"- `{row.Id}`: {row.Reading}\n");

        ReadmePage.CompareBlock("readings", string.Concat(lines));
    }

    [Test, Category(Generated.Category)]
    public void Its_failures_are_those_that_there_are_each_with_a_line_that_orders_it()
    {
        var kinds = FaultKind.All.Values.OrderBy(kind => kind.Scope, StringComparer.Ordinal).ThenBy(kind => kind.Name, StringComparer.Ordinal).ToList();
        var rows = kinds.Select(kind => $"| `{kind.Name}` | {(kind.Scope == FaultScope.Any ? "everything" : kind.Scope)} | {(kind.Times is null ? "always" : "once")} | {kind.Summary} |\n");
        var lines = kinds.Select(kind => $$"""curl -X POST http://127.0.0.1:8081/control/v1/sessions/default/faults -d '{"kind": "{{kind.Name}}"}'""" + "\n");

        ReadmePage.CompareBlock(
            "faults",
            $"| kind | at | how often | what happens |\n| --- | --- | --- | --- |\n{string.Concat(rows)}\n```bash\n{string.Concat(lines)}```\n");
    }

    [Test, Category(Generated.Category)]
    public void Every_setting_is_on_it() => ReadmePage.CompareBlock("settings", MockSettings.Description.Table());

    [Test, Category(Generated.Category)]
    public void The_schema_of_the_settings_file_is_up_to_date() => Generated.CompareFile(
        Repository.File("mock-server/partner-api-mock.schema.json"),
        MockSettings.Description.JsonSchema("Settings of partner-api-mock"));

    [Test]
    public void Every_path_that_it_names_exists()
    {
        var missing = NamedPaths().Matches(ReadmePage.Text)
            .Select(match => match.Value)
            .Distinct()
            .Where(path => !Path.Exists(Repository.File(path)));

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public async Task Every_option_of_the_mock_is_on_it()
    {
        var help = await CommandLine.RunAsync("--help");

        var options = Options().Matches(help.Output).Select(match => match.Value).Except(["--help", "--version"]).ToList();

        Assert.That(options, Has.Member("--control-port"));
        Assert.That(options.Where(option => !ReadmePage.Text.Contains(option, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Every_option_of_the_script_that_is_on_it_is_in_the_scripts_help()
    {
        var help = await ChildProcess.BashAsync("./run-tests.sh --help", Repository.Root);

        var options = ScriptOptions().Matches(ReadmePage.Text).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.That(help.ExitCode, Is.Zero);
        Assert.That(options, Is.Not.Empty);
        Assert.That(options.Where(option => !help.Output.Contains($"  {option} ", StringComparison.Ordinal)), Is.Empty);
    }

    // The source that most rows of the section name; the guide by its sections, a standard as a whole.
    private static string Source(IEnumerable<Requirement> section) =>
        section.CountBy(row => row.Source.Split(row.Section.StartsWith('S') ? ';' : ',')[0]).MaxBy(source => source.Value).Key;

    [GeneratedRegex(@"(?<![\w/.])(fixtures|mock-server|conformance-tests)/[\w./-]*\w")]
    private static partial Regex NamedPaths();

    [GeneratedRegex(@"(?<=\s)--[a-z-]+")]
    private static partial Regex Options();

    [GeneratedRegex(@"\./run-tests\.sh (--[a-z-]+)")]
    private static partial Regex ScriptOptions();
}

using System.CommandLine;
using System.Text.Json;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Cli;

internal sealed class ListVerb(CliConsole console)
{
    private readonly Option<bool> _asJson = new("--json")
    {
        Description = "Print JSON: requirements with their scenarios, scenarios with their requirements.",
    };

    private readonly Option<bool> _byScenario = new("--scenarios")
    {
        Description = "List the scenarios with the requirements that each tests.",
    };

    private static readonly JsonSerializerOptions Form = ReportJson.WithEnums(JsonNamingPolicy.CamelCase);

    public Command Create()
    {
        var verb = new Command("list", "List the requirements and the scenarios that test them.") { _byScenario, _asJson };
        verb.SetAction(parsed => console.Out.Write(Text(parsed.GetValue(_asJson), parsed.GetValue(_byScenario))));
        return verb;
    }

    private static string Text(bool json, bool byScenario)
    {
        var rows = RequirementsFile.Embedded();
        var scenarios = ScenarioCatalogue.ByRequirement();
        if (json)
        {
            return Json(rows, scenarios);
        }

        return byScenario ? Scenarios(scenarios) : Requirements(rows, scenarios);
    }

    private static string Requirements(RequirementCatalogue rows, ILookup<string, string> scenarios) => string.Concat(rows.All.Select(row =>
    {
        var judgedBy = row.NotTested is { } reason ? "not tested: " + reason : string.Join(", ", scenarios[row.Id]);
        return $"""
            {row.Id,-36} {Level(row),-6} {row.Statement}
            {"",-36} {"",-6} {judgedBy}

            """;
    }));

    private static string Scenarios(ILookup<string, string> scenarios) =>
        string.Concat(ByScenario(scenarios).Select(scenario => $"{scenario.Key}\n  {string.Join(", ", scenario)}\n"));

    private static string Json(RequirementCatalogue rows, ILookup<string, string> scenarios) => ReportJson.Write(
        new
        {
            Requirements = rows.All.Select(row => new
            {
                row.Id,
                row.Section,
                row.Source,
                row.Level,
                row.Basis,
                row.Statement,
                row.Interpretation,
                row.Pending,
                row.NotTested,
                Scenarios = scenarios[row.Id],
            }),
            Scenarios = ByScenario(scenarios).Select(scenario => new { Name = scenario.Key, Requirements = scenario.ToList() }),
        },
        Form);

    private static IEnumerable<IGrouping<string, string>> ByScenario(ILookup<string, string> scenarios) => scenarios
        .SelectMany(row => row.Select(scenario => (scenario, row.Key)))
        .GroupBy(pair => pair.scenario, pair => pair.Key)
        .OrderBy(scenario => scenario.Key, StringComparer.Ordinal);

    private static string Level(Requirement row) => row.Level.ToString().ToLowerInvariant();
}

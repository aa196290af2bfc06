using System.Text;
using PartnerApi.Conformance.Mutants.Defects;
using PartnerApi.Conformance.Mutants.Matrix;
using PartnerApi.Conformance.Running;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Mutants.Pages;

/// <summary>Requirement, scenario, mutant: who stands for whom, as the Markdown page that is kept in the repository.</summary>
public static class TraceabilityPage
{
    private static readonly ILookup<string, string> ByRequirement = ScenarioCatalogue.ByRequirement();

    /// <summary>Renders the page.</summary>
    /// <returns>Markdown, lines ended by a line feed.</returns>
    public static string Render()
    {
        var catalogue = RequirementsFile.Embedded();
        var page = new StringBuilder("""
            # Traceability

            Generated; update it with `./run-tests.sh --update`. Each requirement, the scenarios that verify it, and its mutants.


            """);
        foreach (var section in catalogue.Sections)
        {
            page.Append($"## {section}\n\n| requirement | level | scenarios | mutants |\n| --- | --- | --- | --- |\n");
            foreach (var requirement in catalogue.All.Where(requirement => requirement.Section == section))
            {
                var level = requirement.Level.ToString().ToLowerInvariant();
                page.Append($"| `{requirement.Id}` | {level} | {Scenarios(requirement)} | {Mutants(requirement)} |\n");
            }

            page.Append('\n');
        }

        return page.Append(Gaps(catalogue)).ToString();
    }

    private static string Scenarios(Requirement requirement) =>
        requirement.NotTested is { } reason ? "not tested: " + reason : Join(ScenarioNames(requirement.Id));

    private static IEnumerable<string> ScenarioNames(string requirement) =>
        ByRequirement[requirement].Select(scenario => scenario.Split('.')[1].Replace('_', ' ')).Order(StringComparer.Ordinal);

    private static string Mutants(Requirement requirement) =>
        Join(MutantCatalogue.All.Where(mutant => mutant.Requirement == requirement.Id).Select(mutant => $"`{mutant.Name}`"));

    private static string Join(IEnumerable<string> names) => string.Join("<br>", names);

    private static string Gaps(RequirementCatalogue catalogue)
    {
        var tested = catalogue.All.Where(requirement => requirement.NotTested is null);
        var notTested = catalogue.All.Where(requirement => requirement.NotTested is not null);
        var bare = tested.Where(requirement => !MutantCatalogue.All.Any(mutant => mutant.Requirement == requirement.Id));
        return $"""
            ## Gaps

            Not tested: {string.Join(", ", notTested.Select(requirement => $"`{requirement.Id}`"))}.

            Tested, and broken by no mutant of their own:

            {string.Join('\n', bare.Select(requirement => $"- `{requirement.Id}`: {WhyNoMutant(requirement)}"))}

            """;
    }

    private static string WhyNoMutant(Requirement requirement) => Justifications.Read()
        .Where(row => row.Key.Split(' ', '/')[0] == requirement.Id)
        .Select(row => row.Value)
        .FirstOrDefault("nothing says why");
}

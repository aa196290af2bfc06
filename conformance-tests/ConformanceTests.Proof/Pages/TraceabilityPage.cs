using System.Text;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Proof.Matrix;
using PartnerApi.Conformance.Proof.Mutants;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Proof.Pages;

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

            Made by a program and kept current by a test; do not edit. Each requirement, the scenarios that verify it, and the mutants that break it.


            """);
        foreach (var section in catalogue.Sections)
        {
            page.Append($"## {section}\n\n| requirement | level | scenarios | mutants |\n| --- | --- | --- | --- |\n");
            foreach (var requirement in catalogue.All.Where(requirement => requirement.Section == section))
            {
                page.Append($"| `{requirement.Id}` | {requirement.Level.ToString().ToLowerInvariant()} | {Scenarios(requirement)} | {Mutants(requirement)} |\n");
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
        var bare = catalogue.All.Where(requirement => requirement.NotTested is null && !MutantCatalogue.All.Any(mutant => mutant.Requirement == requirement.Id)).ToList();
        var idle = catalogue.All.Where(requirement => requirement.NotTested is not null).ToList();
        return $"""
            ## Gaps

            Not tested: {string.Join(", ", idle.Select(requirement => $"`{requirement.Id}`"))}.

            Tested, and broken by no mutant of their own:

            {string.Join('\n', bare.Select(requirement => $"- `{requirement.Id}`: {WhyNoMutant(requirement)}"))}

            """;
    }

    private static string WhyNoMutant(Requirement requirement) => Justifications.Read()
        .Where(row => row.Key.StartsWith(requirement.Id + " ", StringComparison.Ordinal) || row.Key.StartsWith(requirement.Id + "/", StringComparison.Ordinal))
        .Select(row => row.Value)
        .FirstOrDefault("nothing says why");
}

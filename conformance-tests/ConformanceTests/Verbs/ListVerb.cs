using System.CommandLine;
using PartnerApi.Conformance.Catalogue;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Verbs;

internal static class ListVerb
{
    public static Command Create()
    {
        var verb = new Command("list", "List the requirements and the scenarios that judge them.");
        verb.SetAction(_ => Write(Console.Out));
        return verb;
    }

    private static int Write(TextWriter output)
    {
        var scenarios = ScenarioIndex.ByRequirement();
        foreach (var row in RequirementsFile.Embedded().All)
        {
            output.WriteLine($"{row.Id,-36} {row.Level.ToString().ToLowerInvariant(),-6} {row.Statement}");
            output.WriteLine($"{"",-36} {"",-6} {(row.NotTested is { } reason ? "not tested: " + reason : string.Join(", ", scenarios[row.Id]))}");
        }

        return 0;
    }
}

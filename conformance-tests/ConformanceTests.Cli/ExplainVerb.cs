using System.CommandLine;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Cli;

internal sealed class ExplainVerb(CliConsole console)
{
    private readonly Argument<string> _id = new("id") { Description = "Id of a requirement, such as S2.grant_type.unknown." };

    public Command Create()
    {
        var verb = new Command("explain", "Explain a requirement: statement, source, how it is tested, usual causes of failure.")
        {
            _id,
        };
        verb.SetAction(parsed => Write(console.Out, parsed.GetValue(_id)!));
        return verb;
    }

    private static int Write(TextWriter output, string id)
    {
        var catalogue = RequirementsFile.Embedded();
        // The id of a check starts with that of its requirement.
        var row = catalogue.Find(id) ?? catalogue.Find(id.Split('/', '@')[0]) ?? throw new TargetException([Unknown(catalogue, id)]);
        output.WriteLine($"{row.Id} ({row.Level.ToString().ToLowerInvariant()}, {row.Basis.ToString().ToLowerInvariant()}: {row.Source})");
        output.WriteLine();
        output.WriteLine(row.Statement);
        Section(output, "Interpretation", row.Interpretation is { } interpretation ? [interpretation] : []);
        Section(output, "Pending", row.Pending ? ["The checks run and are reported, but cannot fail a run yet."] : []);
        Section(output, "Not tested", row.NotTested is { } reason ? [reason] : []);
        Section(output, "Allowed answers", row.Expect.Select(Judgement.Describe));
        Section(output, "Checked by", ScenarioCatalogue.ByRequirement()[row.Id]);
        Section(output, "Usual causes of failure", row.Causes);
        Section(output, "What to do", row.Fix is { } fix ? [fix] : []);
        Section(output, "Test it alone", row.NotTested is null ? [$"run --only {row.Id}"] : []);
        return 0;
    }

    private static void Section(TextWriter output, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(title + ":");
        all.ForEach(line => output.WriteLine("  " + line));
    }

    private static string Unknown(RequirementCatalogue catalogue, string id)
    {
        var clause = catalogue.Select(id) is { IsEmpty: false } rows
            ? $" (did you mean {string.Join(" or ", rows.Select(row => row.Id))}?)"
            : catalogue.SuggestionClause(id);
        return $"explain {id}: no requirement has this id{(clause.Length == 0 ? "; `list` prints all ids" : clause)}";
    }
}

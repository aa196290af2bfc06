using System.CommandLine;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Cli;

internal sealed class ExplainVerb(CliConsole console)
{
    private readonly Argument<string> _id = new("id") { Description = "Id of a requirement, such as S2.grant_type.unknown." };

    public Command Create()
    {
        var verb = new Command("explain", "Explain a requirement: what it asks, where it comes from, how it is checked, what usually breaks it.")
        {
            _id,
        };
        verb.SetAction(parsed => Write(console.Out, parsed.GetValue(_id)!));
        return verb;
    }

    private static int Write(TextWriter output, string id)
    {
        var catalogue = RequirementsFile.Embedded();
        // The id of a check is that of its requirement, and more.
        var row = catalogue.Find(id) ?? catalogue.Find(id.Split('/', '@')[0]) ?? throw new TargetException([Unknown(catalogue, id)]);
        output.WriteLine($"{row.Id} ({row.Level.ToString().ToLowerInvariant()}, {row.Basis.ToString().ToLowerInvariant()}: {row.Source})");
        output.WriteLine();
        output.WriteLine(row.Statement);
        Section(output, "Interpretation", row.Interpretation is { } interpretation ? [interpretation] : []);
        Section(output, "Pending", row.Pending ? ["It runs and reports, and gates nothing yet."] : []);
        Section(output, "Not tested", row.NotTested is { } reason ? [reason] : []);
        Section(output, "Allowed answers", row.Expect.Select(Judgement.Describe));
        Section(output, "Checked by", ScenarioCatalogue.ByRequirement()[row.Id]);
        Section(output, "What usually breaks it", row.Causes);
        Section(output, "What to do", row.Fix is { } fix ? [fix] : []);
        Section(output, "Judge it alone", row.NotTested is null ? [$"run --only {row.Id}"] : []);
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
        var near = catalogue.Select(id) is { IsEmpty: false } rows ? rows.Select(row => row.Id) : catalogue.Near(id);
        var hint = string.Join(", ", near);
        return $"explain {id}: no requirement has this id{(hint.Length == 0 ? "; `list` shows them all" : $"; did you mean one of {hint}?")}";
    }
}

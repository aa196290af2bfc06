using System.CommandLine;
using PartnerApi.Conformance.Reports.History;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Cli;

internal sealed class TrendVerb(CliConsole console)
{
    private readonly Argument<string> _folder = new("folder") { Description = "The folder of run --history." };
    private readonly Option<string?> _name = new("--name") { Description = "Show only the target of this name.", HelpName = "NAME" };
    private readonly OutputFiles<IReadOnlyCollection<Trend>> _files = new(
        (new("--json") { Description = "Write the history as JSON.", HelpName = "FILE" }, TrendText.Json),
        (new("--html") { Description = "Write the history as a page with a chart.", HelpName = "FILE" }, TrendPage.Write));

    public Command Create()
    {
        var verb = new Command("trend", """
            Show the runs that run --history kept: their results, which checks changed when, and since when a target conforms.
            Exit codes: 0 shown, 2 invalid option or file, or no run.
            """)
        {
            _folder, _name,
        };
        _files.AddTo(verb);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var records = new RunHistory(parsed.GetValue(_folder)!).Read();
        var name = parsed.GetValue(_name);
        var trends = Trend.PerTarget(records.Where(record => name is null || record.Target == name));
        if (trends.IsEmpty)
        {
            var known = string.Join(", ", records.Select(record => record.Target).Distinct().Order(StringComparer.Ordinal));
            console.Error.WriteLine(HttpTrace.VisibleText.EscapeLogLine(known.Length == 0
                ? $"{parsed.GetValue(_folder)} holds no run; keep runs there with run --history"
                : $"--name {name}: the folder has no run of it; it has runs of {known}"));
            return (int)ExitCode.BadInput;
        }

        _files.Prepare(parsed);
        console.Out.Write(TrendText.Words(trends));
        _files.Write(parsed, trends);
        return (int)ExitCode.Conforms;
    }
}

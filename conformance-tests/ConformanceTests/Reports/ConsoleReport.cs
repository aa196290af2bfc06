using PartnerApi.Conformance.Verdicts;
using Spectre.Console;

namespace PartnerApi.Conformance.Reports;

/// <summary>The run on a console: what keeps the gate shut first, then one row per section, then the answer.</summary>
public static class ConsoleReport
{
    private static readonly Verdict[] Columns =
    [
        Verdict.Pass, Verdict.Fail, Verdict.Warn, Verdict.Info, Verdict.NotApplicable, Verdict.Untestable,
        Verdict.Blocked, Verdict.Waived, Verdict.Pending, Verdict.HarnessError,
    ];

    /// <summary>A console on a writer.</summary>
    /// <param name="output">Where it writes.</param>
    /// <param name="plain">Without colours.</param>
    /// <returns>The console.</returns>
    public static IAnsiConsole Console(TextWriter output, bool plain)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        // A redirected console has no width of its own; logs are wider than eighty columns.
        console.Profile.Width = Math.Max(console.Profile.Width, 120);
        return console;
    }

    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="result">The run.</param>
    public static void Write(IAnsiConsole console, RunResult result)
    {
        if (result.Unreachable is { } unreachable)
        {
            Line(console, "red", unreachable);
            return;
        }

        foreach (var check in result.Checks.Where(check => check.Gates))
        {
            Line(console, "red", CheckText.Of(check, result.Exchanges));
            console.WriteLine();
        }

        foreach (var check in result.Checks.Where(check => !check.Gates && check.Verdict is Verdict.Warn or Verdict.Untestable or Verdict.Pending))
        {
            Line(console, "yellow", CheckText.Line(check));
        }

        console.Write(Table(result));
        Line(console, result.ExitCode == ExitCode.Conforms ? "green" : "red", Answer(result));
    }

    /// <summary>The answer in one line.</summary>
    /// <param name="result">The run.</param>
    /// <returns>The line.</returns>
    public static string Answer(RunResult result)
    {
        var words = result.ExitCode switch
        {
            ExitCode.Conforms => "conforms",
            ExitCode.DoesNotConform => "does not conform",
            ExitCode.TooLittleTested => $"was tested too little to say: {result.MustExecuted} duties executed, wanted are {Math.Max(result.Floor, 1)}, and none untestable",
            ExitCode.Unreachable => "kept the suite out",
            ExitCode.HarnessFailed => "cannot be judged: the suite itself failed",
            ExitCode.Cancelled => "was not judged to the end: the run was cancelled",
            _ => "cannot be judged",
        };
        return $"{result.Target} at {result.Address} {words} ({result.Checks.Length} checks, {result.Exchanges.Length} exchanges, {result.Duration.TotalSeconds:0.0} s, contract {result.Contract}, run {result.RunId})";
    }

    private static Table Table(RunResult result)
    {
        var used = Columns.Where(verdict => verdict is Verdict.Pass or Verdict.Fail || result.Total.Of(verdict) > 0).ToList();
        var table = new Table().Border(TableBorder.Simple).AddColumn("section");
        used.ForEach(verdict => table.AddColumn(new TableColumn(CheckText.Name(verdict).ToLowerInvariant()).RightAligned()));
        foreach (var section in result.Sections.Append(result.Total))
        {
            table.AddRow([section.Section, .. used.Select(verdict => Cell(section.Of(verdict), verdict))]);
        }

        return table;
    }

    private static string Cell(int count, Verdict verdict) => (count, verdict) switch
    {
        (0, _) => "[dim]0[/]",
        (_, Verdict.Pass) => $"[green]{count}[/]",
        (_, Verdict.Fail or Verdict.Blocked or Verdict.HarnessError) => $"[red]{count}[/]",
        _ => $"[yellow]{count}[/]",
    };

    // Never as markup: texts of the target may hold brackets. Never wrapped: a curl line must survive copying.
    private static void Line(IAnsiConsole console, string colour, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var width = console.Profile.Width;
            console.Profile.Width = Math.Max(width, line.Length + 1);
            console.Write(new Text(line.TrimEnd('\r') + "\n", Style.Parse(colour)));
            console.Profile.Width = width;
        }
    }
}

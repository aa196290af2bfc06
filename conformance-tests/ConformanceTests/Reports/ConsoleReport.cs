using PartnerApi.Conformance.Verdicts;
using Spectre.Console;

namespace PartnerApi.Conformance.Reports;

/// <summary>The run on a console: one row per section, then what keeps the gate shut, then remarks, then the answer.</summary>
public static class ConsoleReport
{
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
    /// <param name="quiet">Only what keeps the gate shut, and the answer.</param>
    public static void Write(IAnsiConsole console, RunResult result, bool quiet = false)
    {
        if (result.Unreachable is { } unreachable)
        {
            Line(console, "red", unreachable);
            return;
        }

        if (!quiet)
        {
            console.Write(Table(result));
        }

        WriteFailures(console, result);
        if (!quiet)
        {
            WriteRemarks(console, result);
        }

        Line(console, result.ExitCode == ExitCode.Conforms ? "green" : "red", Summary.Answer(result));
    }

    private static void WriteFailures(IAnsiConsole console, RunResult result)
    {
        foreach (var check in Summary.FailuresFirst(result).Where(check => check.Gates))
        {
            Line(console, "red", CheckText.Describe(check, result.Exchanges));
            console.WriteLine();
        }
    }

    private static void WriteRemarks(IAnsiConsole console, RunResult result)
    {
        foreach (var check in Summary.FailuresFirst(result).Where(check => !check.Gates && check.Verdict is not (Verdict.Pass or Verdict.Info or Verdict.NotApplicable)))
        {
            Line(console, "yellow", CheckText.Line(check));
        }
    }

    private static Table Table(RunResult result)
    {
        var used = Summary.Verdicts.Where(verdict => verdict is Verdict.Pass or Verdict.Fail || result.Total.Of(verdict) > 0).ToList();
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

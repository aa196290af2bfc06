using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;
using Spectre.Console;

namespace PartnerApi.Conformance.Reports;

/// <summary>Prints a run: a table of sections, the failures, the warnings, what could not be tested, the result.</summary>
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
        // A redirected console reports 80 columns; logs are wider.
        console.Profile.Width = Math.Max(console.Profile.Width, 120);
        return console;
    }

    /// <summary>Writes the report.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="result">The run.</param>
    /// <param name="quiet">Print failures and the result only.</param>
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
            WriteWarnings(console, result);
        }

        WriteRemedies(console, result);
        if (!quiet)
        {
            Line(console, "default", Summary.EvidenceCounts(result));
        }

        Line(console, result.ExitCode == ExitCode.Conforms ? "green" : "red", Summary.Answer(result));
    }

    private static void WriteFailures(IAnsiConsole console, RunResult result)
    {
        foreach (var checks in Summary.Failures(result))
        {
            Line(console, "red", CheckText.Describe(checks, result.Exchanges));
            console.WriteLine();
        }
    }

    private static void WriteWarnings(IAnsiConsole console, RunResult result)
    {
        var warnings = Summary.FailuresFirst(result)
            .Where(check => !check.Gates && check.Verdict is not (Verdict.Pass or Verdict.Info or Verdict.NotApplicable));
        foreach (var check in warnings)
        {
            Line(console, "yellow", CheckText.Line(check));
        }
    }

    private static void WriteRemedies(IAnsiConsole console, RunResult result)
    {
        if (CheckText.Remedies(result) is { Length: > 0 } remedies)
        {
            Line(console, "red", remedies);
            console.WriteLine();
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

    // Not as markup: texts of the target can contain brackets. Not wrapped: a curl line must stay one line.
    private static void Line(IAnsiConsole console, string colour, string text)
    {
        foreach (var line in VisibleText.EscapeCommands(text).Split('\n'))
        {
            var width = console.Profile.Width;
            console.Profile.Width = Math.Max(width, line.Length + 1);
            console.Write(new Text(line.TrimEnd('\r') + "\n", Style.Parse(colour)));
            console.Profile.Width = width;
        }
    }
}

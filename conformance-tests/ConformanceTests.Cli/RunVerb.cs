using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Reports.History;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Cli;

internal sealed class RunVerb(CliConsole console)
{
    private readonly TargetOptions _target = new();
    private readonly ReportFlags _reports = new();

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Test only requirements whose id starts with PREFIX, for example S4, S2.grant_type or RFC6749-5. Can be repeated.",
        HelpName = "PREFIX",
    };

    private readonly Option<bool> _strict = new("--strict") { Description = "Treat recommendations (should) like must-requirements." };

    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "Seed of the people, companies and addresses that are sent. Default: random; the last line of the output names it.",
    };

    private readonly Option<string?> _waivers = new("--waivers")
    {
        Description = "File of waivers: known failures that are tolerated until a date.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _history = new("--history")
    {
        Description = "Keep a small record of the run in this folder, for trend and for the badge.",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _noColor = new("--no-color") { Description = "Print without colors." };

    public Command Create()
    {
        var verb = new Command("run", """
            Test a deployment. Exit codes: 0 conforms, 1 does not conform, 2 invalid option or file, 3 not tested enough,
            4 unreachable, blocked or a wrong setting, 5 the suite itself failed, 130 cancelled.
            """);
        _target.AddTo(verb);
        foreach (var option in (Option[])[_only, _waivers, _strict, _seed, _history, _noColor])
        {
            verb.Options.Add(option);
        }

        _reports.AddTo(verb);
        verb.SetAction((parsed, _) => RunAsync(parsed));
        return verb;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var reports = _reports.Read(parsed);
        ReportFiles.Prepare(reports);
        var history = parsed.GetValue(_history) is { Length: > 0 } folder ? new RunHistory(folder) : null;
        history?.Prepare();
        var options = new RunOptions
        {
            Only = [.. parsed.GetValue(_only) ?? []],
            Strict = parsed.GetValue(_strict),
            Seed = parsed.GetValue(_seed) ?? RunOptions.NewSeed(),
            Waivers = ReadWaivers(parsed.GetValue(_waivers)),
            Notes = new NoteWriter(console.Error),
        };
        using var cancel = new CancellationTokenSource();
        using var interrupt = CancelOn(PosixSignal.SIGINT, cancel);
        using var terminate = CancelOn(PosixSignal.SIGTERM, cancel);
        await using var deployment = await _target.OpenAsync(parsed, console, cancel.Token);

        var output = ConsoleReport.Console(console.Out, parsed.GetValue(_noColor));
        var quiet = _reports.IsQuiet(parsed);
        var result = await ProgressDisplay.ShowAsync(
            output, quiet, progress => SuiteRun.ExecuteAsync(deployment.Settings, options, progress, cancel.Token));
        ConsoleReport.Write(output, result, quiet);
        ReportFiles.Write(reports, history is null ? result : Keep(history, result));
        foreach (var line in result.StaleWaivers.Concat(result.UnmatchedWaivers))
        {
            await console.Out.WriteLineAsync(VisibleText.EscapeLogLine(line));
        }

        return (int)result.ExitCode;
    }

    // The reports are written in any case; a problem of the history is printed.
    private RunResult Keep(RunHistory history, RunResult result)
    {
        try
        {
            var record = RunRecord.From(result);
            history.Add(record);
            return result with { ConformsSince = Trend.SinceWhen(history.Read().Where(run => run.Series == record.Series)) };
        }
        catch (Exception error) when (error is FixtureException or IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine(VisibleText.EscapeCommands($"--history: {error.Message}"));
            return result;
        }
    }

    private ImmutableArray<Waiver> ReadWaivers(string? file) => file is null
        ? []
        : WaiverFile.Read(file, RequirementsFile.Embedded(), DateOnly.FromDateTime(console.Time.GetUtcNow().UtcDateTime));

    // The run ends after the requests in flight, so that its report can still be written.
    private static PosixSignalRegistration CancelOn(PosixSignal signal, CancellationTokenSource cancel) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            cancel.Cancel();
        });

    // Progress<T> would report on the thread pool, out of order.
    private sealed class NoteWriter(TextWriter output) : IProgress<string>
    {
        public void Report(string value) => output.WriteLine(value);
    }
}

using PartnerApi.Conformance.Verdicts;
using Spectre.Console;

namespace PartnerApi.Conformance.Reports;

/// <summary>Says how far a run has come: one live line on a terminal, a line every so many checks anywhere else.</summary>
public static class ProgressDisplay
{
    private const int ChecksPerLine = 100;

    /// <summary>Shows the progress of a run.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="quiet">Show nothing.</param>
    /// <param name="run">The run; it tells of each check.</param>
    /// <returns>The run's result.</returns>
    public static Task<RunResult> ShowAsync(IAnsiConsole console, bool quiet, Func<IProgress<CheckResult>, Task<RunResult>> run)
    {
        if (quiet)
        {
            return run(new Listener(null));
        }

        return console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? console.Status().StartAsync("judging…", status => run(new Listener((words, _) => status.Status(Markup.Escape(words)))))
            : run(new Listener((words, made) => Plain(console, words, made)));
    }

    private static void Plain(IAnsiConsole console, string words, int made)
    {
        if (made % ChecksPerLine == 0)
        {
            console.WriteLine(words);
        }
    }

    // Checks are told of by several threads.
    private sealed class Listener(Action<string, int>? show) : IProgress<CheckResult>
    {
        private readonly Lock _gate = new();
        private int _made;
        private int _gating;

        public void Report(CheckResult value)
        {
            lock (_gate)
            {
                _made++;
                _gating += value.Gates ? 1 : 0;
                show?.Invoke($"{_made} checks, {_gating} failing so far; last {value.Id}", _made);
            }
        }
    }
}

using PartnerApi.Conformance.Verdicts;
using Spectre.Console;

namespace PartnerApi.Conformance.Reports;

/// <summary>Shows the progress of a run: one live line on a terminal, otherwise a line for every 100 checks.</summary>
public static class ProgressDisplay
{
    private const int ChecksPerLine = 100;

    /// <summary>Shows the progress of a run.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="quiet">Show nothing.</param>
    /// <param name="run">The run; it reports each check.</param>
    /// <returns>The run's result.</returns>
    public static Task<RunResult> ShowAsync(IAnsiConsole console, bool quiet, Func<IProgress<CheckResult>, Task<RunResult>> run)
    {
        if (quiet)
        {
            return run(new Listener(null));
        }

        return console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? console.Status().StartAsync("testing…", status => run(new Listener((words, _) => status.Status(Markup.Escape(words)))))
            : run(new Listener((words, count) => Plain(console, words, count)));
    }

    private static void Plain(IAnsiConsole console, string words, int count)
    {
        if (count % ChecksPerLine == 0)
        {
            console.WriteLine(words);
        }
    }

    // Several threads report checks.
    private sealed class Listener(Action<string, int>? show) : IProgress<CheckResult>
    {
        private readonly Lock _lock = new();
        private int _count;
        private int _failed;
        private int _untested;

        public void Report(CheckResult value)
        {
            lock (_lock)
            {
                _count++;
                _failed += value.Verdict is Verdict.Fail or Verdict.HarnessError ? 1 : 0;
                _untested += value.Verdict is Verdict.Untestable or Verdict.Blocked ? 1 : 0;
                var untested = _untested == 0 ? "" : $", {_untested} could not be tested";
                show?.Invoke($"{_count} checks: {_failed} failed{untested}; last {value.Id}", _count);
            }
        }
    }
}

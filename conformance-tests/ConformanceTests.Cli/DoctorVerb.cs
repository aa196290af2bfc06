using System.CommandLine;
using PartnerApi.Conformance.Running;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Cli;

internal sealed class DoctorVerb(CliConsole console)
{
    private readonly TargetOptions _target = new();

    public Command Create()
    {
        var verb = new Command("doctor", """
            Check whether a deployment can be tested: settings, connection, TLS, token, clock, a query, a command. Each run starts with the
            same checks. Changes nothing. Exit codes: 0 ready, 1 a run would start, but something must be fixed, 2 invalid option or file,
            4 a run would end here: unreachable, or a setting is wrong.
            """);
        _target.AddTo(verb);
        verb.SetAction(RunAsync);
        return verb;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var deployment = await _target.OpenAsync(parsed, console, cancellation);
        using var run = RunContext.Create(deployment.Settings, cancellation: cancellation);
        var found = await new Preflight(run).RunAsync();
        foreach (var problem in found)
        {
            await console.Out.WriteLineAsync(VisibleText.EscapeLogLine(problem.ToString()));
        }

        return (int)Preflight.ExitCode(found);
    }
}

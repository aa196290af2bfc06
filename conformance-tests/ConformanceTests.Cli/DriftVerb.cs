using System.CommandLine;
using PartnerApi.Conformance.Drift;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.Cli;

internal sealed class DriftVerb(CliConsole console)
{
    // Something to read in every list.
    private static readonly string[] Population = ["--people", "3", "--customers", "3", "--orders", "3"];

    private readonly TargetOptions _target = new();

    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "Target file of the deployment to compare with. Default: a mock with the contract and policy of the target.",
        HelpName = "FILE",
    };

    private readonly Option<DriftFailure> _failOn = new("--fail-on")
    {
        Description = "Which differences give exit code 1: none, breaking (a client written for the baseline may fail) or any.",
        HelpName = "none|breaking|any",
    };

    private readonly OutputFiles<DriftResult> _files = new(
        (new("--json") { Description = "Write the differences as JSON.", HelpName = "FILE" }, DriftText.Json),
        (new("--markdown") { Description = "Write the differences as Markdown.", HelpName = "FILE" }, DriftText.Markdown),
        (
            new("--patch")
            {
                Description =
                    "Write a JSON Patch (RFC 6902) that changes the contract so that it describes the target too; x-basis is observed.",
                HelpName = "FILE",
            },
            DriftText.Patch));

    public Command Create()
    {
        var verb = new Command("drift", """
            Compare the answers of a deployment with those of the mock, or of another deployment: the same requests, which change nothing,
            go to both. Shows differences in status, media type, headers, members, types, listed values and order of the time to answer;
            ids, dates and texts are data and not compared. Exit codes: 0 compared, 1 a difference of --fail-on, 2 invalid option or file,
            3 no operation could be compared, 4 a deployment is unreachable or a setting is wrong, 130 cancelled.
            """);
        _target.AddTo(verb);
        verb.Options.Add(_baseline);
        verb.Options.Add(_failOn);
        _files.AddTo(verb);
        verb.SetAction(RunAsync);
        return verb;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_target.NamesTarget(parsed))
        {
            throw new TargetException(["drift compares a deployment with the mock: name its target file with --target FILE"]);
        }

        _files.Prepare(parsed);
        await using var target = await _target.OpenAsync(parsed, console, cancellation);
        await using var baseline = await Deployment.OpenAsync(Baseline(parsed, target.Settings), cancellation);
        var result = await DriftRun.ExecuteAsync(baseline.Settings, target.Settings, new RunOptions { Time = console.Time }, cancellation);

        await console.Out.WriteAsync(DriftText.Words(result));
        _files.Write(parsed, result);
        return (int)result.ExitCode(parsed.GetValue(_failOn));
    }

    private DeploymentOptions Baseline(ParseResult parsed, TargetSettings target) => parsed.GetValue(_baseline) is { Length: > 0 } file
        ? new() { File = file }
        : new()
        {
            Mock = _target.Mock(parsed),
            Contract = target.Contract,
            MockOptions = ["--policy", target.Policy.ToString().ToLowerInvariant(), .. Population],
        };
}

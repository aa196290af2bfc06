using System.CommandLine;
using PartnerApi.Conformance.Drift;
using PartnerApi.Conformance.Reports;
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

    private readonly Option<string?> _json = new("--json") { Description = "Write the differences as JSON.", HelpName = "FILE" };
    private readonly Option<string?> _markdown = new("--markdown")
    {
        Description = "Write the differences as Markdown.",
        HelpName = "FILE"
    };

    private readonly Option<string?> _patch = new("--patch")
    {
        Description = "Write a JSON Patch (RFC 6902) that changes the contract so that it describes the target too; x-basis is observed.",
        HelpName = "FILE",
    };

    public Command Create()
    {
        var verb = new Command("drift", """
            Compare the answers of a deployment with those of the mock, or of another deployment: the same requests, which change nothing,
            go to both. Shows differences in status, media type, headers, members, types, listed values and order of the time to answer;
            ids, dates and texts are data and not compared. Exit codes: 0 compared, 1 a difference of --fail-on, 2 invalid option or file,
            3 no operation could be compared, 4 a deployment is unreachable or a setting is wrong, 130 cancelled.
            """);
        _target.AddTo(verb);
        foreach (var option in (Option[])[_baseline, _failOn, _json, _markdown, _patch])
        {
            verb.Options.Add(option);
        }

        verb.SetAction(RunAsync);
        return verb;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_target.NamesTarget(parsed))
        {
            throw new TargetException(["drift compares a deployment with the mock: name its target file with --target FILE"]);
        }

        (string? Path, Func<DriftResult, string> Write)[] files =
        [
            (parsed.GetValue(_json), DriftText.Json), (parsed.GetValue(_markdown), DriftText.Markdown),
            (parsed.GetValue(_patch), DriftText.Patch),
        ];
        ReportFiles.PreparePaths(files.Select(file => file.Path).OfType<string>());

        await using var target = await _target.OpenAsync(parsed, console, cancellation);
        await using var baseline = await Deployment.OpenAsync(Baseline(parsed, target.Settings), cancellation);
        var result = await DriftRun.ExecuteAsync(baseline.Settings, target.Settings, new RunOptions { Time = console.Time }, cancellation);

        await console.Out.WriteAsync(DriftText.Words(result));
        foreach (var (path, write) in files.Where(file => file.Path is not null))
        {
            await File.WriteAllTextAsync(path!, write(result), CancellationToken.None);
        }

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

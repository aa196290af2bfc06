using System.CommandLine;
using PartnerApi.Conformance.Targets;
using PartnerApi.Settings;

namespace PartnerApi.Conformance.Cli;

/// <summary>The options that select the deployment and change its settings.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string?> _target = new("--target")
    {
        Description = "Target file of the deployment. Default: start a mock for the run.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _mock = new("--mock")
    {
        Description =
            $"The mock to start when there is no --target. Default: {InstalledMock.PathVariable}, this program's folder, PATH, a build.",
        HelpName = "PROGRAM",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Override a setting of the target file, for example --set timeoutSeconds=5. Can be repeated.",
        HelpName = "KEY=VALUE",
    };

    private readonly SettingsOptions _settings = new(TargetFile.Description);

    public void AddTo(Command verb)
    {
        foreach (var option in (Option[])[_target, _mock, _set, .. _settings.Options])
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>Whether the command line names a target file.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>True when it does.</returns>
    public bool NamesTarget(ParseResult parsed) => parsed.GetValue(_target) is { Length: > 0 };

    /// <summary>The mock of <c>--mock</c>; null when there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <returns>Path of the program.</returns>
    public string? Mock(ParseResult parsed) => parsed.GetValue(_mock);

    /// <summary>Opens the deployment, and prints a notice for each earlier name of a setting.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="console">Where notices go.</param>
    /// <param name="cancellation">Cancels the start of the mock.</param>
    /// <returns>The deployment.</returns>
    public async Task<Deployment> OpenAsync(ParseResult parsed, CliConsole console, CancellationToken cancellation)
    {
        var options = _settings.Values(parsed).ToDictionary(StringComparer.OrdinalIgnoreCase);
        options.Remove("contract", out var contract);
        var deployment = await Deployment.OpenAsync(
            new()
            {
                File = parsed.GetValue(_target),
                Mock = parsed.GetValue(_mock),
                Contract = contract,
                Flags = Flags(parsed),
                Options = options,
            },
            cancellation);
        foreach (var notice in deployment.Notices)
        {
            await console.Error.WriteLineAsync(notice);
        }

        return deployment;
    }

    private Dictionary<string, string?> Flags(ParseResult parsed)
    {
        var flags = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in parsed.GetValue(_set) ?? [])
        {
            var parts = one.Split('=', 2);
            flags[parts[0].Replace('/', ':').Replace('.', ':')] = parts.Length == 2
                ? parts[1]
                : throw new TargetException([$"--set {one}; expected KEY=VALUE"]);
        }

        return flags;
    }
}

using System.CommandLine;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Cli;

/// <summary>The options of every verb that talks to a deployment: which one, and by which contract.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string?> _target = new("--target")
    {
        Description = "Target file of the deployment. Default: the mock that is installed or built beside the suite, started for the run.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _mock = new("--mock")
    {
        Description = $"The mock to start where no target is given. Default: {InstalledMock.PathVariable}, beside the program, the PATH, a build.",
        HelpName = "PROGRAM",
    };

    private readonly Option<string?> _contract = new("--contract")
    {
        Description = $"The contract: {string.Join(", ", ContractFile.Names)}, or an OpenAPI file. Default: the target file's, or {ContractFile.Guide}.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Change a setting of the target file: --set timeoutSeconds=5. May be repeated.",
        HelpName = "KEY=VALUE",
    };

    private readonly Option<string?> _userSecrets = new("--user-secrets") { Description = "Id of the user secrets to read.", HelpName = "ID" };

    private readonly Option<string?> _secretsFolder = new("--secrets-folder")
    {
        Description = "Folder with one file per secret, as containers mount them.",
        HelpName = "FOLDER",
    };

    public void AddTo(Command verb)
    {
        foreach (var option in (Option[])[_target, _mock, _contract, _set, _userSecrets, _secretsFolder])
        {
            verb.Options.Add(option);
        }
    }

    public Task<Deployment> OpenAsync(ParseResult parsed, CancellationToken cancellation) => Deployment.OpenAsync(
        new()
        {
            File = parsed.GetValue(_target),
            Mock = parsed.GetValue(_mock),
            Contract = parsed.GetValue(_contract),
            Flags = Flags(parsed),
        },
        cancellation);

    // The flags --set KEY=VALUE stand above every other source of settings.
    private Dictionary<string, string?> Flags(ParseResult parsed)
    {
        var flags = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in parsed.GetValue(_set) ?? [])
        {
            var parts = one.Split('=', 2);
            flags[parts[0].Replace('/', ':').Replace('.', ':')] = parts.Length == 2
                ? parts[1]
                : throw new TargetException([$"--set {one}: wanted is KEY=VALUE"]);
        }

        (string Key, string? Value)[] more =
            [("userSecrets", parsed.GetValue(_userSecrets)), ("secretsFolder", parsed.GetValue(_secretsFolder))];
        foreach (var (key, value) in more.Where(flag => flag.Value is not null))
        {
            flags[key] = value;
        }

        return flags;
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Verbs;

internal static class RunVerb
{
    private static readonly Option<string?> TargetFile = new("--target") { Description = "Target file of the deployment to judge. Default: the mock, started in this process.", HelpName = "FILE" };
    private static readonly Option<string?> Contract = new("--contract") { Description = $"The contract to judge by: {string.Join(", ", ContractFile.Names)}, or an OpenAPI file. Default: the target file's, or {ContractFile.Guide}.", HelpName = "NAME" };
    private static readonly Option<string[]> Only = new("--only") { Description = "Judge only requirements whose id begins so: S4, S2.grant_type, RFC6749-5. May be repeated.", HelpName = "PREFIX" };
    private static readonly Option<string[]> Set = new("--set") { Description = "Change a setting of the target file: --set timeoutSeconds=5. May be repeated.", HelpName = "KEY=VALUE" };
    private static readonly Option<bool> Strict = new("--strict") { Description = "Let recommendations count like duties." };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of the test data.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Waivers = new("--waivers") { Description = "File of failures that are known and tolerated for a while.", HelpName = "FILE" };
    private static readonly Option<string?> UserSecrets = new("--user-secrets") { Description = "Id of the user secrets to read.", HelpName = "ID" };
    private static readonly Option<string?> SecretsFolder = new("--secrets-folder") { Description = "Folder with one file per secret, as containers mount them.", HelpName = "FOLDER" };
    private static readonly Option<bool> NoColor = new("--no-color") { Description = "Print without colours." };

    public static Command Create()
    {
        var verb = new Command("run", "Judge a deployment. Exit codes: 0 conforms, 1 does not, 2 bad input, 3 too little tested, 4 unreachable or blocked, 5 the suite failed, 130 cancelled.")
        {
            TargetFile, Contract, Only, Set, UserSecrets, SecretsFolder, Waivers, Strict, Seed, NoColor,
        };
        ReportFlags.AddTo(verb);
        verb.SetAction((parsed, _) => RunAsync(parsed));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var reports = ReportFlags.Read(parsed);
        ReportFiles.Prepare(reports);
        var console = ConsoleReport.Console(Console.Out, parsed.GetValue(NoColor));
        using var cancel = new CancellationTokenSource();
        using var interrupt = Ending(PosixSignal.SIGINT, cancel);
        using var terminate = Ending(PosixSignal.SIGTERM, cancel);
        await using var deployment = await Deployment.OpenAsync(parsed.GetValue(TargetFile), Flags(parsed), parsed.GetValue(Contract));
        var options = new RunOptions
        {
            Only = [.. parsed.GetValue(Only) ?? []],
            Strict = parsed.GetValue(Strict),
            Seed = parsed.GetValue(Seed),
            Waivers = Known(parsed.GetValue(Waivers), TimeProvider.System),
            Notes = new NoteWriter(Console.Error),
        };
        var quiet = ReportFlags.Quiet(parsed);
        var result = await ProgressDisplay.ShowAsync(console, quiet, progress => SuiteRun.ExecuteAsync(deployment.Settings, options, progress, cancel.Token));
        ConsoleReport.Write(console, result, quiet);
        ReportFiles.Write(reports, result);
        foreach (var line in result.StaleWaivers.Concat(result.UnmatchedWaivers))
        {
            await Console.Out.WriteLineAsync(line);
        }

        return (int)result.ExitCode;
    }

    private static Dictionary<string, string?> Flags(ParseResult parsed)
    {
        var flags = SetFlags.Read(parsed.GetValue(Set) ?? []);
        (string Key, string? Value)[] more = [("userSecrets", parsed.GetValue(UserSecrets)), ("secretsFolder", parsed.GetValue(SecretsFolder))];
        foreach (var (key, value) in more.Where(flag => flag.Value is not null))
        {
            flags[key] = value;
        }

        return flags;
    }

    private static ImmutableArray<Waiver> Known(string? file, TimeProvider time) => file is null
        ? []
        : WaiverFile.Read(file, RequirementsFile.Embedded(), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    // The run ends after the exchanges in flight, so that its report can still be written.
    private static PosixSignalRegistration Ending(PosixSignal signal, CancellationTokenSource cancel) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            cancel.Cancel();
        });

    // Progress<T> would hand lines to the thread pool, and so out of order.
    private sealed class NoteWriter(TextWriter output) : IProgress<string>
    {
        public void Report(string value) => output.WriteLine(value);
    }
}

using System.CommandLine;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Verbs;

internal static class DoctorVerb
{
    private static readonly Option<string?> File = new("--target") { Description = "Target file of the deployment to look at. Default: the mock, started in this process.", HelpName = "FILE" };
    private static readonly Option<string?> Contract = new("--contract") { Description = $"The contract it has: {string.Join(", ", ContractFile.Names)}, or an OpenAPI file. Default: the target file's, or {ContractFile.Guide}.", HelpName = "NAME" };
    private static readonly Option<string[]> Set = new("--set") { Description = "Change a setting of the target file: --set timeoutSeconds=5. May be repeated.", HelpName = "KEY=VALUE" };

    public static Command Create()
    {
        var verb = new Command("doctor", "Look whether a deployment can be judged: settings, connection, TLS, credentials, clock. Changes nothing.") { File, Contract, Set };
        verb.SetAction((parsed, cancellation) => ExamineAsync(Console.Out, parsed, cancellation));
        return verb;
    }

    private static async Task<int> ExamineAsync(TextWriter output, ParseResult parsed, CancellationToken cancellation)
    {
        await using var deployment = await Deployment.OpenAsync(parsed.GetValue(File), SetFlags.Read(parsed.GetValue(Set) ?? []), parsed.GetValue(Contract));
        using var run = RunContext.Create(deployment.Settings, cancellation: cancellation);
        var found = await new Preflight(run).ExamineAsync();
        foreach (var problem in found)
        {
            await output.WriteLineAsync(problem.ToString());
        }

        return (int)Preflight.ExitCode(found);
    }
}

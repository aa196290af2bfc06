using Microsoft.Testing.Platform.Builder;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Loading;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Running;

/// <summary>
/// Runs the scenarios for <c>dotnet test</c> and IDEs, against the target of a test parameter or of the environment, or the mock.
/// </summary>
internal static class NUnitProgram
{
    private const string ListTests = "--list-tests";

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var parameters = TestParameters.Read(args);
            var options = parameters.Options(TimeProvider.System);
            await using var deployment = await Deployment.OpenAsync(parameters.Deployment);
            using var run = RunContext.Create(deployment.Settings, options);
            if (!args.Contains(ListTests) && await FindObstacleAsync(run) is { } obstacle)
            {
                await Console.Error.WriteLineAsync(VisibleText.EscapeLogLine(obstacle));
                return (int)Verdicts.ExitCode.Unreachable;
            }

            NUnitHost.Run = run;
            var builder = await TestApplication.CreateBuilderAsync(args);
            SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
            using var app = await builder.BuildAsync();
            return await app.RunAsync();
        }
        catch (Exception error) when (error is TargetException or FixtureException)
        {
            await Console.Error.WriteLineAsync(VisibleText.EscapeCommands(error.Message));
            return (int)Verdicts.ExitCode.BadInput;
        }
    }

    private static async Task<string?> FindObstacleAsync(RunContext run) =>
        await Preflight.FindObstacleAsync(run) ?? await run.JoinSessionAsync();
}

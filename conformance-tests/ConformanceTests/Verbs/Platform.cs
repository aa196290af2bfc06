using Microsoft.Testing.Platform.Builder;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.Verbs;

/// <summary>Runs the scenarios for <c>dotnet test</c> and IDEs, against the target of the environment or the mock.</summary>
internal static class Platform
{
    /// <summary>The environment variable that names a target file; without it the mock is started in this process.</summary>
    public const string TargetVariable = "PARTNER_API_TARGET";

    public static async Task<int> RunAsync(string[] args)
    {
        await using var deployment = await Deployment.OpenAsync(Environment.GetEnvironmentVariable(TargetVariable), null);
        using var run = RunContext.Create(deployment.Settings);
        NUnitHost.Run = run;
        var builder = await TestApplication.CreateBuilderAsync(args);
        SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
        using var app = await builder.BuildAsync();
        return await app.RunAsync();
    }
}

using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Running;

/// <summary>
/// Checks whether a run makes sense, before anything is judged: settings, connection, TLS, one token, one query, one command with the
/// requestor. Changes nothing: the command has an empty body. <c>doctor</c> is this stage alone.
/// </summary>
/// <param name="run">The run to prepare.</param>
public sealed class Preflight(RunContext run)
{
    private readonly ImmutableArray<Problem>.Builder _found = ImmutableArray.CreateBuilder<Problem>();

    private TargetSettings Settings => run.Settings;

    private bool Ended => _found.Any(problem => problem.EndsRun);

    /// <summary>Checks the target.</summary>
    /// <returns>One entry per check, in order; the preflight ends at the first that ends the run.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<ImmutableArray<Problem>> RunAsync()
    {
        var contract = run.Target.Contract.Version;
        var sideEffects = Settings.SideEffects.ToString().ToLowerInvariant();
        Add("settings", $"{Settings.Name}, contract {contract}, client {Settings.Credentials.ClientId}, side effects {sideEffects}");
        try
        {
            await CheckConnectionsAsync();
            if (!Ended && await new PreflightToken(run, _found).CheckAsync() is { } token)
            {
                await CheckApiAsync(token);
            }
        }
        catch (PrerequisiteException missing)
        {
            _found.Add(new("budget", Health.Fail, missing.Finding.Actual, missing.Finding.Because));
        }

        return [.. _found.Select(Redacted)];
    }

    /// <summary>The exit code of a preflight.</summary>
    /// <param name="found">Its entries.</param>
    /// <returns>
    /// 4 when a run would end here, because nothing answers or a setting is wrong; 1 when a run starts, and something must be fixed
    /// before all of it can be judged; otherwise 0.
    /// </returns>
    public static ExitCode ExitCode(ImmutableArray<Problem> found)
    {
        if (found.Any(problem => problem.EndsRun))
        {
            return Verdicts.ExitCode.Unreachable;
        }

        return found.Any(problem => problem.Health == Health.Fail) ? Verdicts.ExitCode.DoesNotConform : Verdicts.ExitCode.Conforms;
    }

    /// <summary>Why nothing can be judged.</summary>
    /// <param name="run">The run.</param>
    /// <returns>One sentence; null when the run makes sense, or was cancelled.</returns>
    internal static async Task<string?> FindObstacleAsync(RunContext run)
    {
        try
        {
            var found = await new Preflight(run).RunAsync();
            return found.FirstOrDefault(problem => problem.EndsRun)?.Sentence;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Add(string what, string found) => _found.Add(new(what, Health.Ok, found));

    private Problem Redacted(Problem problem) => problem with
    {
        Found = ForeignText.Line(problem.Found, run.Transport.Redactor),
        Remedy = problem.Remedy is { } remedy ? ForeignText.Line(remedy, run.Transport.Redactor) : null,
    };

    private async Task CheckConnectionsAsync()
    {
        Uri[] addresses = [run.Target.TokenAddress, .. Settings.Surface == Surface.Everything ? [Settings.ApiAddress] : Array.Empty<Uri>()];
        foreach (var address in addresses.DistinctBy(address => (address.Scheme, address.Authority)))
        {
            _found.AddRange(await ConnectionProbe.ProbeAsync(address, Settings, run.Options.Time, run.Cancellation));
        }
    }

    // Stops at the first refusal: more requests could make a rate limit worse.
    private async Task CheckApiAsync(string token)
    {
        if (Settings.Surface == Surface.TokenEndpoint)
        {
            return;
        }

        var api = new PreflightApi(run, _found, token);
        await api.CheckQueryAsync();
        if (_found[^1].Health != Health.Fail)
        {
            await api.CheckTokensAsync();
            await api.CheckCommandAsync();
            await CheckControlAsync();
        }
    }

    private async Task CheckControlAsync()
    {
        if (Settings.ControlAddress is not { } control)
        {
            Add("control API", "controlAddress is not set, as for a real deployment");
            return;
        }

        HeaderList token = Settings.ControlToken is { } secret ? [new("Authorization", "Bearer " + secret)] : [];
        var reply = await run.Transport.SendAsync(new("GET", new Uri(control, "control/v1/sessions/default/clock"), token));
        var remedy = (reply.Status, Settings.ControlToken) switch
        {
            (401, null) => $"set controlToken ({TargetFile.Description.EnvironmentName("controlToken")})",
            (401, _) => "check controlToken",
            _ => "check controlAddress, or remove it",
        };
        _found.Add(reply.Succeeded
            ? new("control API", Health.Ok, $"{control} answers")
            : new("control API", Health.Fail, $"{control} answers {PreflightText.Quote(reply)}", remedy, EndsRun: true));
    }
}

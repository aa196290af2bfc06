using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Running;

/// <summary>Checks whether a target can be tested, without changing it: one connection per address, and one token request.</summary>
/// <param name="run">The run to prepare.</param>
public sealed class Preflight(RunContext run)
{
    private readonly ImmutableArray<Problem>.Builder _found = ImmutableArray.CreateBuilder<Problem>();

    private TargetSettings Settings => run.Settings;

    private Uri TokenAddress => run.Target.TokenAddress;

    /// <summary>Checks the target.</summary>
    /// <returns>One entry per check, in order; the preflight ends early when nothing answers.</returns>
    public async Task<ImmutableArray<Problem>> RunAsync()
    {
        var contract = run.Target.Contract.Version;
        var sideEffects = Settings.SideEffects.ToString().ToLowerInvariant();
        _found.Add(new(
            "settings",
            Health.Ok,
            $"{Settings.Name}, contract {contract}, client {Settings.Credentials.ClientId}, side effects {sideEffects}"));
        foreach (var address in ((Uri[])[Settings.ApiAddress, TokenAddress]).DistinctBy(address => address.Authority))
        {
            _found.AddRange(await ConnectionProbe.ProbeAsync(address, Settings, run.Options.Time, run.Cancellation));
        }

        if (!_found.Any(problem => problem.Unreachable))
        {
            await CheckTokenAsync();
            await CheckControlAsync();
        }

        return _found.ToImmutable();
    }

    /// <summary>The exit code of a preflight.</summary>
    /// <param name="found">Its entries.</param>
    /// <returns>The code.</returns>
    public static ExitCode ExitCode(ImmutableArray<Problem> found)
    {
        if (found.Any(problem => problem.Unreachable))
        {
            return Verdicts.ExitCode.Unreachable;
        }

        return found.Any(problem => problem.Health == Health.Fail) ? Verdicts.ExitCode.DoesNotConform : Verdicts.ExitCode.Conforms;
    }

    /// <summary>
    /// Why the target cannot be tested at all. Checked once, before the scenarios, so that the report does not repeat "connection
    /// refused" forevery check.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <returns>The reason; null when the target answers.</returns>
    internal static async Task<string?> FindUnreachableAsync(RunContext run)
    {
        var address = run.Target.TokenAddress;
        try
        {
            var reply = await run.Transport.SendAsync(TokenForm.Good(run.Target).Build(run.Target));
            return reply switch
            {
                { Reply: null, Failure: { Kind: FailureKind.Refused or FailureKind.Tls or FailureKind.Timeout } failure } =>
                    $"nothing answers at {address}: {failure.Message} ({failure.Kind}). "
                    + "Check apiAddress and tokenAddress in the target file, and that the target is running.",
                { MediaType: "text/html" } when reply.Text.TrimStart().StartsWith('<') =>
                    $"{address} answers {reply.Status} with an HTML page, not with the partner API. "
                    + "Check apiAddress and tokenAddress in the target file; a proxy or a login page may be in front of the target.",
                _ => null,
            };
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task CheckTokenAsync()
    {
        var reply = await run.Transport.SendAsync(TokenForm.Good(run.Target).Build(run.Target));
        _found.Add(reply switch
        {
            { Succeeded: true, AccessToken.Length: > 0 } =>
                new("token", Health.Ok, $"{TokenAddress} issues a token, expires_in {reply.Show("expires_in")}"),
            { Reply: null, Failure: { } failure } =>
                new("token", Health.Fail, $"{TokenAddress}: {failure.Message}", "check that the address serves HTTP", Unreachable: true),
            _ => new(
                "token",
                Health.Fail,
                run.Transport.Redactor.Redact($"{TokenAddress} answers {reply.Summary()}"),
                "check tokenAddress, credentials and scope"),
        });
        _found.Add(Skew(reply));
    }

    private Problem Skew(Exchange reply)
    {
        if (!DateTimeOffset.TryParseExact(reply.Header("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return new(
                "clock",
                Health.Warn,
                "the reply has no Date header",
                "the clocks cannot be compared; set clockSkewSeconds to the maximum difference you expect");
        }

        // The header has a resolution of one second, and the response took some time.
        var difference = (date - reply.Started).Duration();
        return difference <= TimeSpan.FromSeconds(Settings.ClockSkewSeconds + 2) + reply.Duration
            ? new("clock", Health.Ok, $"{difference.TotalSeconds:0} s difference to this machine")
            : new(
                "clock",
                Health.Fail,
                $"{difference.TotalSeconds:0} s difference to this machine, more than clockSkewSeconds ({Settings.ClockSkewSeconds})",
                "synchronize the clocks, or raise clockSkewSeconds");
    }

    private async Task CheckControlAsync()
    {
        if (Settings.ControlAddress is not { } control)
        {
            _found.Add(new("control API", Health.Ok, "controlAddress is not set, as for a real deployment"));
            return;
        }

        var reply = await run.Transport.SendAsync(new("GET", new Uri(control, "control/v1/sessions/default/clock"), []));
        _found.Add(reply.Succeeded
            ? new("control API", Health.Ok, $"{control} answers")
            : new("control API", Health.Fail, $"{control} answers {reply.Summary()}", "check controlAddress, or remove it"));
    }
}

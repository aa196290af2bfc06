using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Running;

/// <summary>Finds out whether a target can be judged, without changing anything on it: one connection per address, and one token request.</summary>
/// <param name="run">The run that is prepared.</param>
public sealed class Preflight(RunContext run)
{
    private readonly ImmutableArray<Problem>.Builder _found = ImmutableArray.CreateBuilder<Problem>();

    private TargetSettings Settings => run.Settings;

    private Uri TokenAddress => run.Target.TokenAddress;

    /// <summary>Examines the target.</summary>
    /// <returns>Everything that was looked at, in order; it ends early when nobody answers.</returns>
    public async Task<ImmutableArray<Problem>> ExamineAsync()
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
            await ExamineTokenAsync();
            await ExamineControlAsync();
        }

        return _found.ToImmutable();
    }

    /// <summary>What the process answers.</summary>
    /// <param name="found">What was found.</param>
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
    /// Why no scenario can say anything about the target. Asked once, before the scenarios: two hundred times "connection refused" would
    /// bury the one fact that matters.
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
                    + "Check apiAddress and tokenAddress of the target, and whether it runs.",
                { MediaType: "text/html" } when reply.Text.TrimStart().StartsWith('<') =>
                    $"{address} answers {reply.Status} with an HTML page, not with the partner API. "
                    + "Check apiAddress and tokenAddress of the target; a proxy or a login page may stand in front of it.",
                _ => null,
            };
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task ExamineTokenAsync()
    {
        var reply = await run.Transport.SendAsync(TokenForm.Good(run.Target).Build(run.Target));
        _found.Add(reply switch
        {
            { Succeeded: true, AccessToken.Length: > 0 } =>
                new("token", Health.Ok, $"{TokenAddress} gives a token, expires_in {reply.Show("expires_in")}"),
            { Reply: null, Failure: { } failure } =>
                new("token", Health.Fail, $"{TokenAddress}: {failure.Message}", "see whether the address speaks HTTP", Unreachable: true),
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
        if (!DateTimeOffset.TryParseExact(reply.Header("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var theirs))
        {
            return new("clock", Health.Warn, "the reply has no Date header", "the clocks cannot be compared; leave clockSkewSeconds generous");
        }

        // The header has whole seconds, and the reply was on its way for a while.
        var apart = (theirs - reply.Started).Duration();
        return apart <= TimeSpan.FromSeconds(Settings.ClockSkewSeconds + 2) + reply.Duration
            ? new("clock", Health.Ok, $"{apart.TotalSeconds:0} s apart from ours")
            : new(
                "clock",
                Health.Fail,
                $"{apart.TotalSeconds:0} s apart from ours, more than clockSkewSeconds ({Settings.ClockSkewSeconds})",
                "set the clocks right, or raise clockSkewSeconds");
    }

    private async Task ExamineControlAsync()
    {
        if (Settings.ControlAddress is not { } control)
        {
            _found.Add(new("control API", Health.Ok, "none is named, as for a real deployment"));
            return;
        }

        var reply = await run.Transport.SendAsync(new("GET", new Uri(control, "control/v1/sessions/default/clock"), []));
        _found.Add(reply.Succeeded
            ? new("control API", Health.Ok, $"{control} answers")
            : new("control API", Health.Fail, $"{control} answers {reply.Summary()}", "check controlAddress, or leave it out"));
    }
}

using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Requests;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Doctor;

/// <summary>Looks at a target without changing anything on it: one connection for each address, and one token request.</summary>
/// <param name="target">The deployment.</param>
public sealed class Examination(Target target)
{
    private readonly ImmutableArray<Ailment>.Builder _found = ImmutableArray.CreateBuilder<Ailment>();

    /// <summary>Looks.</summary>
    /// <returns>Everything that was looked at, in order; it ends early when nobody answers.</returns>
    public async Task<ImmutableArray<Ailment>> ExamineAsync()
    {
        var settings = target.Settings;
        _found.Add(new("settings", Health.Ok, $"{settings.Name}, contract {target.Contract.Version}, client {settings.Credentials.ClientId}, side effects {settings.SideEffects.ToString().ToLowerInvariant()}"));
        foreach (var address in Addresses())
        {
            _found.AddRange(await Connection.ProbeAsync(address, settings, target.Options.Time, target.Cancellation));
        }

        if (!_found.Any(ailment => ailment.Unreachable))
        {
            await TokenAsync();
            await ControlAsync();
        }

        return _found.ToImmutable();
    }

    /// <summary>What the process answers.</summary>
    /// <param name="found">What was found.</param>
    /// <returns>The code.</returns>
    public static ExitCode ExitCode(ImmutableArray<Ailment> found) =>
        found.Any(ailment => ailment.Unreachable) ? Verdicts.ExitCode.Unreachable
        : found.Any(ailment => ailment.Health == Health.Fail) ? Verdicts.ExitCode.DoesNotConform
        : Verdicts.ExitCode.Conforms;

    private IEnumerable<Uri> Addresses() =>
        ((Uri[])[target.Settings.ApiAddress, target.TokenAddress]).DistinctBy(address => address.Authority);

    private async Task TokenAsync()
    {
        var reply = await target.SendAsync(TokenForm.Good(target).On(target));
        _found.Add(reply switch
        {
            { Succeeded: true, AccessToken.Length: > 0 } => new("token", Health.Ok, $"{target.TokenAddress} gives a token, expires_in {reply.Show("expires_in")}"),
            { Reply: null, Failure: { } failure } => new("token", Health.Fail, $"{target.TokenAddress}: {failure.Message}", "see whether the address speaks HTTP", Unreachable: true),
            _ => new("token", Health.Fail, target.Redactor.Apply($"{target.TokenAddress} answers {reply.Summary()}"), "check tokenAddress, credentials and scope"),
        });
        _found.Add(Skew(reply));
    }

    private Ailment Skew(Exchange reply)
    {
        if (!DateTimeOffset.TryParseExact(reply.Header("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var theirs))
        {
            return new("clock", Health.Warn, "the reply has no Date header", "the clocks cannot be compared; leave clockSkewSeconds generous");
        }

        // The header has whole seconds, and the reply was on its way for a while.
        var apart = (theirs - reply.Started).Duration();
        return apart <= TimeSpan.FromSeconds(target.Settings.ClockSkewSeconds + 2) + reply.Duration
            ? new("clock", Health.Ok, $"{apart.TotalSeconds:0} s apart from ours")
            : new("clock", Health.Fail, $"{apart.TotalSeconds:0} s apart from ours, more than clockSkewSeconds ({target.Settings.ClockSkewSeconds})", "set the clocks right, or raise clockSkewSeconds");
    }

    private async Task ControlAsync()
    {
        if (target.Settings.ControlAddress is not { } control)
        {
            _found.Add(new("control API", Health.Ok, "none is named, as for a real deployment"));
            return;
        }

        var reply = await target.SendAsync(new("GET", new Uri(control, "control/v1/sessions/default/clock"), []));
        _found.Add(reply.Succeeded
            ? new("control API", Health.Ok, $"{control} answers")
            : new("control API", Health.Fail, $"{control} answers {reply.Summary()}", "check controlAddress, or leave it out"));
    }
}

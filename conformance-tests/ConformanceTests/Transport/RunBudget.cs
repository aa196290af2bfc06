using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Transport;

// Limits the requests, the attempts with bad credentials, the waits and the duration of a run.
internal sealed class RunBudget(TargetSettings settings, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private int _requests;
    private int _badCredentials;
    private int _waitedSeconds;

    // Holds for the writing of reports as well.
    public bool IsTimeOver =>
        settings.WallClockSeconds is { } seconds && time.GetElapsedTime(_started) >= TimeSpan.FromSeconds(seconds);

    public void TakeRequest()
    {
        if (IsTimeOver)
        {
            var seconds = settings.WallClockSeconds;
            throw UsedUp("a request", $"the run has lasted {seconds} s", "raise wallClockSeconds");
        }

        if (settings.RequestBudget is { } budget && Interlocked.Increment(ref _requests) > budget)
        {
            throw UsedUp("a request", $"the run has sent {budget} requests", "raise requestBudget");
        }
    }

    // Null for no limit.
    public int? BadCredentialsLeft => settings.BadCredentialBudget - Volatile.Read(ref _badCredentials);

    public void ReturnBadCredentialAttempt() => Interlocked.Decrement(ref _badCredentials);

    // A real deployment may lock the client out. Counted for requests with a wrong secret before they are sent, and for right ones that
    // were refused.
    public void TakeBadCredentialAttempt()
    {
        if (settings.BadCredentialBudget is { } budget && Interlocked.Increment(ref _badCredentials) > budget)
        {
            throw UsedUp(
                "an attempt with bad credentials",
                $"the run has used all {budget} attempts",
                "raise badCredentialBudget if the deployment does not lock clients out that early");
        }
    }

    // True when no attempt is left.
    public bool CountRefusal() =>
        settings.BadCredentialBudget is { } budget && Interlocked.Increment(ref _badCredentials) >= budget;

    // A wait that exceeds the remaining budget does not start.
    public bool TryWait(TimeSpan wait)
    {
        if (settings.MaxWaitSeconds == 0)
        {
            return false;
        }

        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        if (Interlocked.Add(ref _waitedSeconds, seconds) <= settings.MaxWaitSeconds)
        {
            return true;
        }

        Interlocked.Add(ref _waitedSeconds, -seconds);
        return false;
    }

    private static PrerequisiteException UsedUp(string expected, string what, string remedy) =>
        new(new(Outcome.Untestable, expected, what, remedy));
}

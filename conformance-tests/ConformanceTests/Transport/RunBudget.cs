using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Transport;

// How many requests, bad credentials, waits and seconds a run has left.
internal sealed class RunBudget(TargetSettings settings, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private int _requests;
    private int _badCredentials;
    private int _waitedSeconds;

    public void TakeRequest()
    {
        if (settings.WallClockSeconds is { } seconds && time.GetElapsedTime(_started) >= TimeSpan.FromSeconds(seconds))
        {
            throw Spent("a request", $"the {seconds} s of this run are over", "raise wallClockSeconds");
        }

        if (settings.RequestBudget is { } budget && Interlocked.Increment(ref _requests) > budget)
        {
            throw Spent("a request", $"all {budget} requests of this run are spent", "raise requestBudget");
        }
    }

    // A real deployment may lock the client out.
    public void TakeBadCredentialAttempt()
    {
        if (settings.BadCredentialBudget is { } budget && Interlocked.Increment(ref _badCredentials) > budget)
        {
            throw Spent(
                "an attempt with bad credentials",
                $"all {budget} attempts of this run are spent",
                "raise badCredentialBudget if the deployment does not lock clients out so soon");
        }
    }

    // Takes from what may be waited in all; a wait that is longer than the rest is not begun.
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

    private static PrerequisiteException Spent(string expected, string what, string remedy) =>
        new(new(Outcome.Untestable, expected, what, remedy));
}

using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Targets;

// How many requests, and how much time, a run has left.
internal sealed class Spending(TargetSettings settings, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private int _requests;
    private int _waited;

    public void Request()
    {
        if (settings.WallClockSeconds is { } seconds && time.GetElapsedTime(_started) >= TimeSpan.FromSeconds(seconds))
        {
            throw Spent($"the {seconds} s of this run are over", "raise wallClockSeconds");
        }

        if (settings.RequestBudget is { } budget && Interlocked.Increment(ref _requests) > budget)
        {
            throw Spent($"all {budget} requests of this run are spent", "raise requestBudget");
        }
    }

    // Takes from what may be waited in all; a wait that is longer than the rest is not begun.
    public bool TryWait(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        if (settings.MaxWaitSeconds == 0)
        {
            return false;
        }

        if (Interlocked.Add(ref _waited, seconds) <= settings.MaxWaitSeconds)
        {
            return true;
        }

        Interlocked.Add(ref _waited, -seconds);
        return false;
    }

    private static PrerequisiteException Spent(string what, string remedy) => new(new(Outcome.Untestable, "a request", what, remedy));
}

using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.Runs;

/// <summary>
/// The run that goes on in this process. Test frameworks make their fixtures themselves, so the target reaches them by
/// this one static member; runs follow one another.
/// </summary>
public static class CurrentRun
{
    private static Target? _target;

    /// <summary>The deployment under test.</summary>
    /// <exception cref="InvalidOperationException">No run goes on.</exception>
    public static Target Target => _target ?? throw new InvalidOperationException("no run goes on: start the program, or SuiteRun, not the bare test assembly");

    /// <summary>Begins a run.</summary>
    /// <param name="target">The deployment under test.</param>
    /// <exception cref="InvalidOperationException">Another run goes on.</exception>
    public static void Begin(Target target)
    {
        if (Interlocked.CompareExchange(ref _target, target, null) is not null)
        {
            throw new InvalidOperationException("another run goes on in this process");
        }
    }

    /// <summary>Ends the run.</summary>
    public static void End() => Interlocked.Exchange(ref _target, null);
}

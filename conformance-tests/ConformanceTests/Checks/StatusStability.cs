using System.Collections.Immutable;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Checks;

/// <summary>
/// Whether a deployment refuses equal requests with equal statuses. Servers of different versions behind a balancer, or checks in no
/// fixed order, do not: then another status is no evidence until it was seen often.
/// </summary>
internal sealed class StatusStability
{
    /// <summary>A status, a code or a text that is drawn from two at random then passes for evidence once in two million times.</summary>
    public const int MaxRepetitions = 10;

    // Until equal requests were seen to agree this often, each difference is looked at more than once.
    private const int Calibration = 10;
    private const int RepetitionsAtFirst = 3;
    private const int RepetitionsLater = 1;

    private volatile bool _vary;
    private int _agreed;

    /// <summary>How often two requests must be sent again when only their status separates them.</summary>
    public int Repetitions =>
        _vary ? MaxRepetitions : Volatile.Read(ref _agreed) < Calibration ? RepetitionsAtFirst : RepetitionsLater;

    /// <summary>Records the replies to equal requests.</summary>
    /// <param name="replies">The replies; one says nothing.</param>
    public void Record(ImmutableArray<Exchange> replies)
    {
        var refusals = replies.Where(reply => reply.Status is >= 400 and < 500 and not 429).Select(reply => reply.Status).ToList();
        if (refusals.Distinct().Count() > 1)
        {
            _vary = true;
        }
        else if (refusals.Count > 1)
        {
            Interlocked.Increment(ref _agreed);
        }
    }
}

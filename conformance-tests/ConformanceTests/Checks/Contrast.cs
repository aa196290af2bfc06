using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Checks;

/// <summary>A request with one fault next to the same request without it, each sent as often as the comparison needs.</summary>
/// <param name="Controls">Replies to the request without the fault, one or more.</param>
/// <param name="Replies">Replies to the request with the fault, one or more; the first is the one that is judged.</param>
/// <param name="Subject">What a refusal may name, such as <c>Requestor-ID</c>; null when a name is no evidence.</param>
public sealed record Contrast(ImmutableArray<Exchange> Controls, ImmutableArray<Exchange> Replies, string? Subject = null)
{
    /// <summary>The reply that is judged.</summary>
    public Exchange Reply => Replies[0];

    /// <summary>What separates the replies from the controls: the weakest of all replies counts.</summary>
    public Evidence Evidence => Replies.Min(reply => AnswerComparison.Compare(Controls, reply, Subject));

    /// <summary>
    /// Whether a chance variation could explain the difference: only a code or a text differs. Then both requests are sent again.
    /// </summary>
    internal bool NeedsRepetition =>
        Evidence != Evidence.None && Replies.Any(reply => !AnswerComparison.IsSureDifference(Controls, reply, Subject));

    /// <summary>Whether another reply is like the controls.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns>True when nothing separates it from them.</returns>
    public bool IsLikeControls(Exchange reply) => AnswerComparison.Compare(Controls, reply, Subject) == Evidence.None;

    /// <summary>Whether another reply is like those to the request with the fault.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns>True when nothing separates it from them.</returns>
    public bool IsLikeReplies(Exchange reply) => AnswerComparison.Compare(Replies, reply) == Evidence.None;
}

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
    /// How often both requests must be sent again, because a chance variation could explain the difference: often where only a code or a
    /// text differs, and as often as <paramref name="statuses"/> says where only the status does. A refusal that names the subject, and a
    /// refusal of what succeeds otherwise, are no chance.
    /// </summary>
    /// <param name="statuses">What is known of the statuses of equal requests.</param>
    /// <returns>The number of repetitions; 0 for none.</returns>
    internal int Repetitions(StatusStability statuses) => this switch
    {
        { Evidence: Evidence.None } => 0,
        _ when Replies.Any(reply => !AnswerComparison.IsSureDifference(Controls, reply, Subject)) => StatusStability.MaxRepetitions,
        _ when Controls.Any(control => control.Succeeded) => 0,
        _ when Replies.All(reply => AnswerComparison.NamesAlone(Controls, reply, Subject)) => 0,
        _ => statuses.Repetitions,
    };

    /// <summary>Sends both requests again as long as a chance variation could explain the difference.</summary>
    /// <param name="statuses">What is known of the statuses of equal requests; learns from these.</param>
    /// <param name="control">Sends the request without the fault.</param>
    /// <param name="fault">Sends the request with the fault.</param>
    /// <returns>The contrast with all replies.</returns>
    internal async Task<Contrast> RepeatAsync(StatusStability statuses, Func<Task<Exchange>> control, Func<Task<Exchange>> fault)
    {
        var contrast = this;
        Record();
        for (var round = 0; round < contrast.Repetitions(statuses); round++)
        {
            // Servers behind a balancer answer by turns, so the requests must not take turns as well.
            contrast = round % 2 == 0 ? await AddReply(await AddControl(contrast)) : await AddControl(await AddReply(contrast));
            Record();
        }

        return contrast;

        void Record()
        {
            statuses.Record(contrast.Controls);
            statuses.Record(contrast.Replies);
        }

        async Task<Contrast> AddControl(Contrast known) => known with { Controls = [.. known.Controls, await control()] };

        async Task<Contrast> AddReply(Contrast known) => known with { Replies = [.. known.Replies, await fault()] };
    }

    /// <summary>Whether another reply is like the controls.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns>True when nothing separates it from them.</returns>
    public bool IsLikeControls(Exchange reply) => AnswerComparison.Compare(Controls, reply, Subject) == Evidence.None;

    /// <summary>Whether another reply is like those to the request with the fault.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns>True when nothing separates it from them.</returns>
    public bool IsLikeReplies(Exchange reply) => AnswerComparison.Compare(Replies, reply) == Evidence.None;
}

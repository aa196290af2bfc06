using System.Collections.Immutable;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>One likely cause of a refusal, and what to do about it.</summary>
/// <param name="Text">What is wrong, in one sentence without the full stop. Never a secret.</param>
/// <param name="Fix">What to change, in one sentence without the full stop.</param>
public sealed record RequestDiagnosis(string Text, string Fix)
{
    /// <summary>What was sent, redacted; null when the text says it.</summary>
    public string? Sent { get; init; }

    /// <summary>What an accepted request has instead; null when the text says it.</summary>
    public string? Expected { get; init; }

    /// <summary>Adds the difference between the request and an accepted one.</summary>
    /// <param name="sent">What was sent.</param>
    /// <param name="expected">What an accepted request has instead.</param>
    /// <returns>A new diagnosis.</returns>
    public RequestDiagnosis WithDifference(string sent, string expected) => this with { Sent = sent, Expected = expected };

    /// <summary>RequestDiagnosis and fix in one line.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Text}. Fix: {Fix}.";
}

/// <summary>Recognizes one kind of mistake in a refused request.</summary>
/// <param name="Requirements">
/// Ids of the rules whose refusals it can explain; an id that ends in a dot stands for all that begin so.
/// </param>
/// <param name="Match">Yields the cause, or null when the mistake was not made. Pure.</param>
internal sealed record DiagnosisRule(ImmutableArray<string> Requirements, Func<RefusedRequest, RequestDiagnosis?> Match)
{
    public DiagnosisRule(string requirement, Func<RefusedRequest, RequestDiagnosis?> match)
        : this([requirement], match)
    {
    }

    public bool Explains(string requirement)
    {
        foreach (var id in Requirements)
        {
            if (id == requirement || (id[^1] == '.' && requirement.StartsWith(id, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Collections.Immutable;

namespace PartnerApi.Conformance.Checks;

/// <summary>The challenges of a reply: several per line and several lines are both legal.</summary>
/// <param name="Challenges">What could be read.</param>
/// <param name="Problem">Where a line breaks the grammar; null when none does.</param>
public sealed record ChallengeList(ImmutableArray<Challenge> Challenges, string? Problem)
{
    /// <summary>Reads header lines.</summary>
    /// <param name="lines">Values of the <c>WWW-Authenticate</c> lines.</param>
    /// <returns>The challenges, in order.</returns>
    public static ChallengeList Parse(IEnumerable<string> lines)
    {
        var all = lines.Select(line => new ChallengeReader(line).Read()).ToList();
        return new([.. all.SelectMany(list => list.Challenges)], all.Select(list => list.Problem).FirstOrDefault(problem => problem is not null));
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Running;

/// <summary>The requirements of a run.</summary>
public sealed class Selection
{
    private readonly FrozenDictionary<string, int> _order;

    private Selection(ImmutableArray<Requirement> requirements, bool isPartial)
    {
        Requirements = requirements;
        IsPartial = isPartial;
        _order = requirements.Index().ToFrozenDictionary(pair => pair.Item.Id, pair => pair.Index);
    }

    /// <summary>The requirements, in the order of the file.</summary>
    public ImmutableArray<Requirement> Requirements { get; }

    /// <summary>Whether the prefixes leave out a requirement that the profile judges.</summary>
    public bool IsPartial { get; }

    /// <summary>Selects by prefixes.</summary>
    /// <param name="catalogue">All requirements.</param>
    /// <param name="prefixes">Prefixes of ids; none for everything.</param>
    /// <param name="profile">The profile; under <see cref="Profile.Guide"/> only the guide's own sentences are selected.</param>
    /// <returns>The selection.</returns>
    /// <exception cref="TargetException">
    /// A prefix matches no requirement, or only requirements that are not tested or not judged under the profile.
    /// </exception>
    public static Selection Read(RequirementCatalogue catalogue, ImmutableArray<string> prefixes, Profile profile = Profile.Rfc6749)
    {
        ImmutableArray<string> mistakes = [.. prefixes.Select(prefix => Mistake(catalogue, prefix, profile)).OfType<string>()];
        if (!mistakes.IsEmpty)
        {
            throw new TargetException(mistakes);
        }

        var judged = Judged(catalogue.All, profile);
        var selected = prefixes.IsEmpty ? judged : Judged(catalogue.Select(prefixes), profile);
        return new(selected, selected.Length < judged.Length);
    }

    /// <summary>Whether a requirement was selected.</summary>
    /// <param name="requirement">Its id.</param>
    /// <returns>True when it was.</returns>
    public bool Contains(string requirement) => _order.ContainsKey(requirement);

    /// <summary>Sorts checks: requirements in the order of the file, then by id.</summary>
    /// <param name="checks">The checks.</param>
    /// <returns>The checks, sorted.</returns>
    public ImmutableArray<CheckResult> Sort(IEnumerable<CheckResult> checks) =>
        [.. checks.OrderBy(check => _order[check.Requirement]).ThenBy(check => check.Id, StringComparer.Ordinal)];

    private static ImmutableArray<Requirement> Judged(ImmutableArray<Requirement> rows, Profile profile) =>
        profile == Profile.Guide ? [.. rows.Where(row => row.IsGuideSentence)] : rows;

    private static string? Mistake(RequirementCatalogue catalogue, string prefix, Profile profile)
    {
        var rows = catalogue.Select(prefix);
        if (rows.IsEmpty)
        {
            return $"--only {prefix}: no requirement id starts with it{Hint(catalogue, prefix)}";
        }

        if (Judged(rows, profile).IsEmpty)
        {
            return $"--only {prefix}: this is no sentence of the guide, and profile guide judges those alone";
        }

        return rows.All(row => row.NotTested is not null) ? $"--only {prefix}: this requirement is not tested: {rows[0].NotTested}" : null;
    }

    private static string Hint(RequirementCatalogue catalogue, string prefix) =>
        catalogue.SuggestionClause(prefix) is { Length: > 0 } clause ? clause : "; `list` prints all ids";
}

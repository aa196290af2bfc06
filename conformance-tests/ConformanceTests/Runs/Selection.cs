using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml.Linq;
using NUnit.Framework.Internal;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Runs;

/// <summary>The requirements that a run is about.</summary>
public sealed class Selection
{
    private readonly FrozenDictionary<string, int> _order;

    private Selection(RequirementCatalogue catalogue, ImmutableArray<Requirement> requirements)
    {
        Requirements = requirements;
        IsEverything = requirements.Length == catalogue.All.Length;
        _order = requirements.Select((requirement, index) => (requirement.Id, index)).ToFrozenDictionary(pair => pair.Id, pair => pair.index);
    }

    /// <summary>The requirements, in the order of the file.</summary>
    public ImmutableArray<Requirement> Requirements { get; }

    /// <summary>Whether nothing was left out.</summary>
    public bool IsEverything { get; }

    /// <summary>The scenarios of these requirements, as NUnit wants to hear it.</summary>
    public TestFilter Filter => IsEverything
        ? TestFilter.Empty
        : TestFilter.FromXml(new XElement("filter", new XElement("or", Requirements.Select(requirement => new XElement("cat", requirement.Id)))).ToString());

    /// <summary>Selects by prefixes.</summary>
    /// <param name="catalogue">All requirements.</param>
    /// <param name="prefixes">Prefixes of ids; none for everything.</param>
    /// <returns>The selection.</returns>
    /// <exception cref="TargetException">A prefix names nothing, or only what is not tested.</exception>
    public static Selection Of(RequirementCatalogue catalogue, ImmutableArray<string> prefixes)
    {
        ImmutableArray<string> mistakes =
        [
            .. prefixes.Where(prefix => catalogue.Select(prefix).IsEmpty).Select(prefix => $"--only {prefix}: no requirement has such an id{Near(catalogue, prefix)}"),
            .. prefixes.Where(prefix => catalogue.Select(prefix) is { IsEmpty: false } rows && rows.All(row => row.NotTested is not null))
                .Select(prefix => $"--only {prefix}: not tested: {catalogue.Select(prefix)[0].NotTested}"),
        ];
        return mistakes.IsEmpty
            ? new(catalogue, prefixes.IsEmpty ? catalogue.All : catalogue.Select(prefixes))
            : throw new TargetException(mistakes);
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

    private static string Near(RequirementCatalogue catalogue, string prefix) =>
        catalogue.Near(prefix) is { IsEmpty: false } near ? $"; did you mean {string.Join(" or ", near)}?" : "; `list` shows them all";
}

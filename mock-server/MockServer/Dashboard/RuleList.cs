using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Dashboard;

/// <summary>Lists rules with their statements. A requirement of several rules gets one anchor on the page.</summary>
internal sealed class RuleList
{
    private readonly RequirementCatalogue _catalogue = RequirementsFile.Embedded();
    private readonly HashSet<string> _anchored = new(StringComparer.Ordinal);

    /// <summary>The rules of one list, in its order.</summary>
    public object[] Show(IEnumerable<string> ids) => [.. ids.Select(Shown)];

    private Dictionary<string, object?> Shown(string id) => new()
    {
        ["id"] = id,
        ["isFirst"] = _anchored.Add(id),
        ["statement"] = _catalogue.Find(id)?.Statement ?? "",
        ["interpretation"] = _catalogue.Find(id)?.Interpretation ?? "",
        ["source"] = _catalogue.Find(id)?.Source ?? "",
    };
}

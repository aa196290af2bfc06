using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Dashboard;

/// <summary>Lists rules with their sentences. A requirement that several rules stand for has its place on the page once.</summary>
internal sealed class RuleList
{
    private readonly RequirementCatalogue _catalogue = RequirementsFile.Embedded();
    private readonly HashSet<string> _placed = new(StringComparer.Ordinal);

    /// <summary>The rules of one list, in its order.</summary>
    public object[] Of(IEnumerable<string> ids) => [.. ids.Select(Shown)];

    private Dictionary<string, object?> Shown(string id) => new()
    {
        ["id"] = id,
        ["isFirst"] = _placed.Add(id),
        ["statement"] = _catalogue.Find(id)?.Statement ?? "",
        ["interpretation"] = _catalogue.Find(id)?.Interpretation ?? "",
        ["source"] = _catalogue.Find(id)?.Source ?? "",
    };
}

using NUnit.Framework;
using PartnerApi.Conformance.Running;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.SelfTests.Catalogue;

public sealed class TraceabilityTests
{
    private static readonly ILookup<string, string> Scenarios = ScenarioCatalogue.ByRequirement();

    private static IEnumerable<string> Ids => RequirementsFile.Embedded().All.Select(requirement => requirement.Id);

    [TestCaseSource(nameof(Ids))]
    public void A_requirement_is_verified_or_excused_and_never_both(string id) =>
        Assert.That(
            Scenarios.Contains(id),
            Is.EqualTo(RequirementsFile.Embedded()[id].NotTested is null),
            $"scenarios: [{string.Join(", ", Scenarios[id])}]");

    [Test]
    public void Every_scenario_verifies_known_requirements() =>
        Assert.That(Scenarios.Select(group => group.Key), Is.SubsetOf(Ids));
}

using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Mutants.Defects;
using PartnerApi.Conformance.Mutants.Pages;
using PartnerApi.Conformance.Mutants.Variants;
using PartnerApi.Conformance.Running;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Token;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Mutants;

/// <summary>Mutants and variants as data: names that exist, nothing twice, and a page that says who stands for whom.</summary>
public sealed class MutantCatalogueTests
{
    private static readonly ILookup<string, string> Scenarios = ScenarioCatalogue.ByRequirement();

    [TestCaseSource(typeof(MutantCatalogue), nameof(MutantCatalogue.All))]
    public void A_mutant_names_a_scenario_that_verifies_its_requirement(Mutant mutant) =>
        Assert.That(Scenarios[mutant.Requirement].Select(scenario => scenario.Split('.')[1]), Has.Member(mutant.KilledBy));

    [Test]
    public void No_name_stands_there_twice() =>
        Assert.That(
            MutantCatalogue.All.Select(mutant => mutant.Name).Concat(VariantCatalogue.All.Select(variant => variant.Name)),
            Is.Unique);

    [Test]
    public void There_are_as_many_as_the_matrix_promises()
    {
        Assert.That(MutantCatalogue.All, Has.Length.AtLeast(80));
        Assert.That(VariantCatalogue.All, Has.Length.AtLeast(25));
    }

    // Mutants tell an operation by its path, whatever contract it was asked by.
    [Test]
    public void Contracts_agree_on_the_operations_that_they_share()
    {
        var twice = ContractFile.Names.SelectMany(name => ContractFile.Named(name).Operations)
            .GroupBy(operation => (operation.Method, operation.Path))
            .Where(
                same =>
                    same.DistinctBy(operation => (operation.Id, operation.Kind, operation.Requestor, operation.ExemptGroup)).Count() > 1)
            .Select(same => same.Key);

        Assert.That(twice, Is.Empty);
    }

    // If no check notices that a rule is missing, the suite does not test the rule.
    [Test]
    public void Every_rule_of_the_mock_that_is_tested_has_a_mutant()
    {
        var tested = TokenRules.All.Select(rule => rule.Requirement).Concat(CommandRules.All.Select(rule => rule.Requirement))
            .Distinct()
            .Where(rule => RequirementsFile.Embedded()[rule].NotTested is null);

        Assert.That(tested, Is.SubsetOf(MutantCatalogue.All.Select(mutant => mutant.Requirement)));
    }

    [Test]
    public void What_no_mutant_breaks_has_a_written_reason() =>
        Assert.That(TraceabilityPage.Render(), Does.Not.Contain("nothing says why"));

    [Test, Category(Generated.Category)]
    public void The_traceability_page_is_current() =>
        Generated.CompareFile(Repository.File("docs", "traceability.md"), TraceabilityPage.Render());
}

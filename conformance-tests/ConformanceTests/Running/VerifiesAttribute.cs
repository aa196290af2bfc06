using System.Collections.Immutable;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace PartnerApi.Conformance.Running;

/// <summary>
/// Names the requirements that a scenario checks. Each is a category of the test, as is the section of each, for filters; a
/// scenario that checks fewer
/// than it names is an error of the suite.
/// </summary>
/// <param name="requirements">Requirement ids.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VerifiesAttribute(params string[] requirements) : NUnitAttribute, IApplyToTest, IWrapTestMethod
{
    /// <summary>Requirement ids.</summary>
    public ImmutableArray<string> Requirements { get; } = [.. requirements];

    /// <inheritdoc/>
    void IApplyToTest.ApplyToTest(Test test)
    {
        foreach (var requirement in Requirements)
        {
            test.Properties.Add(PropertyNames.Category, requirement);
        }

        // Filters compare whole categories, so a section and a standard are categories as well.
        foreach (var section in Requirements.SelectMany(Sections).Distinct().Except(Requirements))
        {
            test.Properties.Add(PropertyNames.Category, section);
        }
    }

    // Of RFC6749-5.2.error: RFC6749, RFC6749-5, RFC6749-5.2; of S2.grant_type.unknown: S2, S2.grant_type.
    private static IEnumerable<string> Sections(string requirement) =>
        requirement.Index().Where(letter => letter.Item is '.' or '-').Select(letter => requirement[..letter.Index]);

    /// <inheritdoc/>
    TestCommand ICommandWrapper.Wrap(TestCommand command) => new NUnitHost.ScenarioCommand(command, Requirements);
}

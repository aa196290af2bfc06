using System.Collections.Immutable;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;
using PartnerApi.Conformance.Runs;

namespace PartnerApi.Conformance.Catalogue;

/// <summary>
/// Says which requirements a scenario judges. Each is a category of the test, so that a requirement is a filter; a scenario
/// that judges fewer than it claims is an error of the suite.
/// </summary>
/// <param name="requirements">Requirement ids.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VerifiesAttribute(params string[] requirements) : NUnitAttribute, IApplyToTest, IWrapTestMethod
{
    /// <summary>Requirement ids.</summary>
    public ImmutableArray<string> Requirements { get; } = [.. requirements];

    /// <inheritdoc/>
    public void ApplyToTest(Test test)
    {
        foreach (var requirement in Requirements)
        {
            test.Properties.Add(PropertyNames.Category, requirement);
        }
    }

    /// <inheritdoc/>
    public TestCommand Wrap(TestCommand command) => new ScenarioCommand(command, Requirements);
}

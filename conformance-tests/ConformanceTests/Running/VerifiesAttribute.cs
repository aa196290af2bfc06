using System.Collections.Immutable;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace PartnerApi.Conformance.Running;

/// <summary>
/// Names the requirements that a scenario checks. Each is a category of the test, for filters; a scenario that checks fewer
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
    }

    /// <inheritdoc/>
    TestCommand ICommandWrapper.Wrap(TestCommand command) => new NUnitHost.ScenarioCommand(command, Requirements);
}

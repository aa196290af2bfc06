using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using PartnerApi.Conformance.Runs;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Catalogue;

/// <summary>Which operations of the contract a scenario is repeated for.</summary>
public enum OperationSet
{
    /// <summary>Operations that need <c>Requestor-ID</c> by the target's policy.</summary>
    RequestorRequired,

    /// <summary>The commands that the guide exempts.</summary>
    Exempt,

    /// <summary>Queries that need no <c>Requestor-ID</c> and change nothing.</summary>
    Queries,
}

/// <summary>Repeats a scenario for each operation of a set; the contract of the target says which these are.</summary>
/// <param name="set">The set.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForEachOperationAttribute(OperationSet set) : NUnitAttribute, ITestBuilder, IImplyFixture
{
    private static readonly NUnitTestCaseBuilder Builder = new();

    /// <summary>The operations of a set.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="policy">Which column says who needs <c>Requestor-ID</c>.</param>
    /// <param name="set">The set.</param>
    /// <returns>The operations, in the contract's order.</returns>
    public static IEnumerable<Operation> Of(Contract contract, RequestorPolicy policy, OperationSet set) => set switch
    {
        OperationSet.RequestorRequired => contract.Operations.Where(operation => operation.NeedsRequestor(policy)),
        OperationSet.Exempt => contract.Commands.Where(operation => operation.ExemptGroup is not null),
        _ => contract.Queries.Where(operation => !operation.NeedsRequestor(policy) && !operation.SideEffect),
    };

    /// <inheritdoc/>
    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        var target = CurrentRun.Target;
        return Of(target.Contract, target.Settings.Policy, set).Select(operation => Builder.BuildTestMethod(
            method, suite, new TestCaseParameters([operation]) { TestName = $"{method.Name}({operation.Id})" }));
    }
}

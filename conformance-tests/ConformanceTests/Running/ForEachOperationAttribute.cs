using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

/// <summary>Which operations of the contract a scenario is repeated for.</summary>
public enum OperationSet
{
    /// <summary>Operations that need <c>Requestor-ID</c> by the target's policy.</summary>
    RequestorRequired,

    /// <summary>The commands that the guide exempts.</summary>
    Exempt,

    /// <summary>Queries that need no <c>Requestor-ID</c> and change nothing.</summary>
    Queries,

    /// <summary>All operations but the token endpoint.</summary>
    Api,
}

/// <summary>Repeats a scenario for each operation of a set; the contract of the target says which these are.</summary>
/// <param name="set">The set.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForEachOperationAttribute(OperationSet set) : NUnitAttribute, ITestBuilder, IImplyFixture
{
    private static readonly NUnitTestCaseBuilder Builder = new();

    /// <summary>The operations of the set.</summary>
    /// <param name="target">The contract, and which column says who needs <c>Requestor-ID</c>.</param>
    /// <returns>The operations, in the contract's order.</returns>
    public IEnumerable<Operation> Operations(TargetContract target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return set switch
        {
            OperationSet.RequestorRequired => target.Contract.Operations.Where(target.NeedsRequestor),
            OperationSet.Api => target.Contract.Operations.Where(operation => operation.Kind != OperationKind.Token),
            OperationSet.Exempt => target.Commands.Where(operation => operation.ExemptGroup is not null),
            _ => target.Queries.Where(operation => !target.NeedsRequestor(operation) && !operation.SideEffect),
        };
    }

    /// <inheritdoc/>
    IEnumerable<TestMethod> ITestBuilder.BuildFrom(IMethodInfo method, Test? suite) =>
        Operations(NUnitHost.Run.Target).Select(operation => Builder.BuildTestMethod(
            method, suite, new TestCaseParameters([operation]) { TestName = TestName(method.Name, operation) }));

    internal static string TestName(string method, Operation operation) => $"{method}({operation.Id})";
}

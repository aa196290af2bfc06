using System.Collections.Immutable;
using System.Reflection;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

/// <summary>One scenario, ready to run: a method with its arguments.</summary>
/// <param name="Method">The method.</param>
/// <param name="Name">Its name, as NUnit shows it.</param>
/// <param name="Arguments">What it is called with.</param>
/// <param name="Requirements">What it judges.</param>
/// <param name="Operation">The operation that it is about; null when it is about none.</param>
internal sealed record ScenarioCase(
    MethodInfo Method, string Name, ImmutableArray<object?> Arguments, ImmutableArray<string> Requirements, Operation? Operation = null)
{
    /// <summary>Whether no other scenario may run at the same time.</summary>
    public bool IsExclusive => Method.ReflectedType!.IsDefined(typeof(NonParallelizableAttribute));

    /// <summary>Among exclusive scenarios, the lower one runs first.</summary>
    public int Order => Method.ReflectedType!.GetCustomAttribute<OrderAttribute>()?.Order ?? 0;
}

/// <summary>Which scenarios there are, found from the code.</summary>
public static class ScenarioCatalogue
{
    private static readonly Lazy<ImmutableArray<MethodInfo>> Methods = new(() =>
    [
        .. typeof(Scenario).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Scenario)) && !type.IsAbstract)
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(VerifiesAttribute))),
    ]);

    // The same for every target: only scenarios per operation depend on the contract.
    private static readonly Lazy<ImmutableArray<ScenarioCase>> Fixed = new(() => [.. Methods.Value.SelectMany(FixedCases)]);

    /// <summary>Which scenarios judge which requirement.</summary>
    /// <returns>Scenario names, by requirement id.</returns>
    public static ILookup<string, string> ByRequirement() => Methods.Value
        .SelectMany(
            method => Requirements(method).Select(requirement => (requirement, Name: $"{method.DeclaringType!.Name}.{method.Name}")))
        .ToLookup(pair => pair.requirement, pair => pair.Name);

    /// <summary>Whether a requirement has only scenarios that are repeated for operations, of which a contract may have none.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <returns>True when it has no other scenario.</returns>
    internal static bool IsForOperationsOnly(string requirement)
    {
        var scenarios = Methods.Value.Where(method => Requirements(method).Contains(requirement)).ToList();
        return scenarios.Count > 0 && scenarios.TrueForAll(method => method.IsDefined(typeof(ForEachOperationAttribute)));
    }

    internal static IEnumerable<ScenarioCase> Cases(TargetContract target) =>
        Fixed.Value.Concat(Methods.Value.SelectMany(method => CasesPerOperation(method, target)));

    private static ImmutableArray<string> Requirements(MethodInfo method) => method.GetCustomAttribute<VerifiesAttribute>()!.Requirements;

    // NUnit's own attributes build the cases, so that names and arguments are those that `dotnet test` shows.
    private static IEnumerable<ScenarioCase> FixedCases(MethodInfo method)
    {
        var wrapped = new MethodWrapper(method.ReflectedType!, method);
        var tests = method.GetCustomAttributes().Where(
            attribute => attribute is not ForEachOperationAttribute).SelectMany(attribute => attribute switch
        {
            ISimpleTestBuilder single => [single.BuildFrom(wrapped, null)],
            ITestBuilder several => several.BuildFrom(wrapped, null),
            _ => [],
        });
        return tests.Select(test => new ScenarioCase(method, test.Name, [.. test.Arguments], Requirements(method)));
    }

    private static IEnumerable<ScenarioCase> CasesPerOperation(MethodInfo method, TargetContract target) =>
        method.GetCustomAttribute<ForEachOperationAttribute>() is { } each
            ? each.Operations(target).Select(operation => new ScenarioCase(
                method, ForEachOperationAttribute.TestName(method.Name, operation), [operation], Requirements(method), operation))
            : [];
}

using System.Reflection;

namespace PartnerApi.Conformance.Catalogue;

/// <summary>Which scenarios judge which requirement, found from the code.</summary>
public static class ScenarioIndex
{
    /// <summary>Reads the marks of every scenario.</summary>
    /// <returns>Scenario names, by requirement id.</returns>
    public static ILookup<string, string> ByRequirement() => typeof(ScenarioIndex).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => (method.GetCustomAttribute<VerifiesAttribute>()?.Requirements ?? [])
            .Select(requirement => (requirement, Scenario: $"{method.DeclaringType!.Name}.{method.Name}")))
        .ToLookup(pair => pair.requirement, pair => pair.Scenario);
}

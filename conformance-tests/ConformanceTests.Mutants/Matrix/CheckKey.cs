using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Mutants.Matrix;

/// <summary>A check of the suite, whatever the operation that it is made on.</summary>
/// <param name="Requirement">The requirement's id.</param>
/// <param name="Aspect">Which of several checks of the requirement; empty when there is only one.</param>
/// <param name="Scenario">The scenario that makes it.</param>
public sealed record CheckKey(string Requirement, string Aspect, string Scenario)
{
    /// <summary>The check that a result belongs to.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The check.</returns>
    public static CheckKey From(CheckResult result)
    {
        var id = result.Id.Split('@')[0];
        return new(result.Requirement, id.Length > result.Requirement.Length
            ? id[(result.Requirement.Length + 1)..]
            : "", Bare(result.Scenario));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Requirement}{(Aspect.Length == 0 ? "" : "/" + Aspect)} in {Scenario}";

    // A scenario with cases is called "Name(case)".
    private static string Bare(string scenario) => scenario.Split('(')[0];
}

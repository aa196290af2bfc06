using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Mutants.Variants;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>
/// Servers that never look at <c>Requestor-ID</c>, and on which nothing may be changed: each command is refused anyway, for its body or
/// its object. No such refusal may pass for one of a missing header.
/// </summary>
internal static class HarmlessMutants
{
    private const string Required = "S4.requestor_id.required";

    public static IEnumerable<Mutant> All => RefusalShape.All.Select(shape => new Mutant(
        "none-unchecked-" + shape.Name,
        $"Nothing may be changed, no command needs the header, and {shape.Sentence}.",
        Required,
        "A_command_without_Requestor_ID_is_refused",
        options =>
            shape.Apply(options.WithoutCommandRule(Required, "S4.requestor_id.blank", "S4.requestor_id.repeated")).WithoutRuleNames())
    {
        Verdict = Verdict.Untestable,
        NeverPasses = true,
        Describe = RefusalShape.WithoutSideEffects,
        CorrectCounterpart = HarmlessVariants.All.First(variant => variant.Name == "none-" + shape.Name),
    });
}

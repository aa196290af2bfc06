using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>
/// Correct deployments on which nothing may be changed, so that commands with the header are refused too: for a body without members,
/// or an object that does not exist.
/// </summary>
internal static class HarmlessVariants
{
    public static IEnumerable<Variant> All =>
    [
        .. RefusalShape.All.Select(shape => Create("none-" + shape.Name, $"Nothing may be changed; {shape.Sentence}.", shape.Apply)),
        .. RefusalShape.All.Where(shape => shape.Name is "plain" or "trace-ids" or "german" or "random-order").Select(shape => Create(
            "none-body-first-" + shape.Name,
            $"Nothing may be changed; body and object are looked at before the header, and {shape.Sentence}.",
            options => shape.Apply(BodyFirst(options)))),
    ];

    // The guide gives no order.
    private static MockOptions BodyFirst(MockOptions options) => options with
    {
        CommandRules = [.. options.CommandRules.OrderBy(rule => rule.Requirement.StartsWith("S4.requestor_id.", StringComparison.Ordinal))],
    };

    private static Variant Create(string name, string sentence, Func<MockOptions, MockOptions> vary) =>
        new(name, sentence, options => vary(options).WithoutRuleNames()) { Describe = RefusalShape.WithoutSideEffects };
}

using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Journal;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Says which rules an exchange passed and why it was refused. Works only when asked, on what the journal kept.</summary>
/// <param name="contract">The contract.</param>
/// <param name="tokenRules">Ids of the rules of the token endpoint, in order.</param>
/// <param name="commandRules">Ids of the rules of the command API, in order.</param>
internal sealed class Explainer(Contract contract, ImmutableArray<string> tokenRules, ImmutableArray<string> commandRules)
{
    /// <summary>What is asked of every request, before the rules of its operation.</summary>
    public static readonly ImmutableArray<string> Route = ["API.route.known", "RFC9110-15.5.6.allow"];

    // A general detector stands behind the special ones of its rule, so the first that speaks is the likeliest.
    private static readonly ImmutableArray<Detector> Detectors =
    [
        .. RouteDetectors.All, .. TokenDetectors.All, .. CredentialDetectors.All, .. BearerDetectors.All, .. RequestorDetectors.All, .. SchemaDetectors.All, .. BodyDetectors.All,
    ];

    private readonly Lazy<RequirementCatalogue> _catalogue = new(RequirementsFile.Embedded);

    /// <summary>The requirement behind a rule.</summary>
    public Requirement? Requirement(string id) => _catalogue.Value.Find(id);

    public ImmutableArray<RuleStep> Steps(Exchange exchange)
    {
        var asked = exchange.Operation?.Kind switch
        {
            null => Route,
            OperationKind.Token => [.. Route, .. tokenRules],
            _ => [.. Route, .. commandRules],
        };
        var refusing = exchange.Broken is { } broken ? broken.Position + (exchange.Operation is null ? 0 : Route.Length) : asked.Length;
        return [.. asked.Take(refusing + 1).Select((id, index) => new RuleStep(id, Requirement(id)?.Statement ?? "", index != refusing))];
    }

    public ImmutableArray<Cause> Why(Exchange exchange) =>
        exchange.Broken is { } broken ? Why(exchange, broken.Requirement)
        : exchange.Fault is { } fault ? [Ordered(fault)]
        : [];

    private ImmutableArray<Cause> Why(Exchange exchange, string requirement)
    {
        var symptom = new Symptom(exchange, contract, exchange.ClientsThen);
        ImmutableArray<Cause> causes = [.. Detectors.Where(detector => detector.Explains(requirement)).Select(detector => detector.Look(symptom)).OfType<Cause>()];
        return causes.IsEmpty
            ? [new(exchange.Broken!.Refusal.Explanation, Requirement(requirement) is { } known ? "Keep to this: " + known.Statement.TrimEnd('.') : "See GET /control/v1/rules")]
            : causes;
    }

    private static Cause Ordered(string fault) => new(
        $"The request broke no rule; the failure '{fault}' was ordered: {(FaultKind.All.TryGetValue(fault, out var kind) ? kind.Summary : "see its own description")}",
        "Nothing is wrong with the request; see on the grade card what a good client does then");
}

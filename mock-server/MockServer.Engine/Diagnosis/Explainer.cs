using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Lists the rules that a request passed and explains why it was refused. Computed on demand from the journal.</summary>
/// <param name="contract">The contract.</param>
/// <param name="tokenRules">Ids of the rules of the token endpoint, in order.</param>
/// <param name="commandRules">Ids of the rules of commands and queries, in order.</param>
internal sealed class Explainer(Contract contract, ImmutableArray<string> tokenRules, ImmutableArray<string> commandRules)
{
    /// <summary>The rules that every request is checked against, before the rules of its operation.</summary>
    public static readonly ImmutableArray<string> Route = ["API.route.known", "RFC9110-15.5.6.allow"];

    // Specific rules come before general ones for the same requirement, so the first match is the most likely cause.
    private static readonly ImmutableArray<DiagnosisRule> DiagnosisRules =
    [
        .. RouteDiagnoses.All,
        .. TokenDiagnoses.All,
        .. CredentialDiagnoses.All,
        .. BearerDiagnoses.All,
        .. RequestorDiagnoses.All,
        .. SchemaDiagnoses.All,
        .. BodyDiagnoses.All,
    ];

    private readonly Lazy<RequirementCatalogue> _catalogue = new(RequirementsFile.Embedded);

    /// <summary>The contract.</summary>
    public Contract Contract => contract;

    /// <summary>The rules that a request was checked against, up to the one that decided.</summary>
    /// <param name="operation">Its operation; null when path and method name none.</param>
    /// <param name="broken">The rule that refused it; null when none did.</param>
    public ImmutableArray<RuleStep> Steps(Operation? operation, BrokenRule? broken)
    {
        var rules = operation?.Kind switch
        {
            null => Route,
            OperationKind.Token => [.. Route, .. tokenRules],
            _ => [.. Route, .. commandRules],
        };
        var before = operation is null ? 0 : Route.Length;
        var refusing = broken is null ? rules.Length : broken.Position + before;
        return [.. rules.Take(refusing + 1).Select((id, index) => new RuleStep(id, Statement(id), index != refusing))];
    }

    /// <summary>Why a request was refused, the most likely cause first.</summary>
    public ImmutableArray<RequestDiagnosis> Explain(RefusedRequest refused)
    {
        ImmutableArray<RequestDiagnosis> causes =
        [
            .. DiagnosisRules.Where(rule => rule.Explains(refused.Requirement)).Select(rule => rule.Match(refused))
                .OfType<RequestDiagnosis>(),
        ];
        return causes.IsEmpty ? [new(refused.Broken.Refusal.Explanation, Advice(refused.Requirement))] : causes;
    }

    /// <summary>Why a request that broke no rule failed.</summary>
    /// <param name="fault">Name of the fault.</param>
    /// <param name="effect">What it does.</param>
    public static RequestDiagnosis ExplainFault(string fault, string effect) => new(
        $"The request is valid; the simulated fault '{fault}' replaced the response: {effect}",
        "Do not change the request; the grade card says how a client should react");

    private string Statement(string id) => _catalogue.Value.Find(id)?.Statement ?? "";

    private string Advice(string id) => Statement(id) is { Length: > 0 } statement
        ? "Requirement: " + statement.TrimEnd('.')
        : "See GET /control/v1/rules";
}

/// <summary>One rule that a request was checked against.</summary>
/// <param name="Requirement">Id of the requirement that it stands for.</param>
/// <param name="Statement">What the requirement says; empty for an id that the catalogue does not have.</param>
/// <param name="Passed">False for the one that refused.</param>
public sealed record RuleStep(string Requirement, string Statement, bool Passed);

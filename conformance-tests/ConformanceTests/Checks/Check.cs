using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Checks;

/// <summary>One check of one requirement. A scenario creates it and calls exactly one of its methods.</summary>
/// <param name="scope">The scenario that makes it.</param>
/// <param name="requirement">The requirement's id.</param>
/// <param name="aspect">Which of several checks of the requirement; null when there is only one.</param>
/// <param name="allowances">The answers that the requirement allows here.</param>
public sealed class Check(ScenarioScope scope, string requirement, string? aspect, ImmutableArray<Allowance> allowances)
{
    private Basis? _usedBasis;

    /// <summary>Names what the check uses of the contract besides the operation, such as a schema.</summary>
    /// <param name="basis">Whether that is documented or inferred; null for nothing.</param>
    /// <returns>This check.</returns>
    public Check RestingOn(Basis? basis)
    {
        _usedBasis = basis;
        return this;
    }

    /// <summary>
    /// Judges a reply by the answers that the requirement allows. A refusal that equals the scenario's control proves nothing and is
    /// untestable.
    /// </summary>
    /// <param name="reply">What came.</param>
    /// <param name="rules">Rules that a mock may name as the reason of a refusal; the requirement's own when none is given.</param>
    public void Judge(Exchange reply, params ImmutableArray<string> rules)
    {
        var finding = Judgement.Judge(reply, allowances, rules.IsEmpty ? [requirement] : rules);
        var controls = scope.Controls;
        Found(controls.IsEmpty || reply.Status < 400 ? finding : finding.WeighedBy(AnswerComparison.Compare(controls, reply)));
    }

    /// <summary>Judges a refusal by the allowed answers, and by what separates it from its control.</summary>
    /// <param name="contrast">The request with the fault, next to the same request without it.</param>
    /// <param name="rules">Rules that a mock may name as the reason of a refusal; the requirement's own when none is given.</param>
    public void JudgeAgainst(Contrast contrast, params ImmutableArray<string> rules)
    {
        ArgumentNullException.ThrowIfNull(contrast);
        var success = contrast.Replies.FirstOrDefault(reply => reply.Succeeded);
        var finding = Judgement.Judge(success ?? contrast.Reply, allowances, rules.IsEmpty ? [requirement] : rules);
        Found(success is null ? finding.WeighedBy(contrast.Evidence) : finding);
    }

    /// <summary>Judges a token request that must succeed: by the allowed answers, and a success must hold a token.</summary>
    /// <param name="reply">What came.</param>
    public void GetsToken(Exchange reply)
    {
        if (reply.Succeeded && string.IsNullOrEmpty(reply.AccessToken))
        {
            Holds(reply, false, "a token", $"{reply.Status}, access_token {reply.Show("access_token")}");
            return;
        }

        Judge(reply);
    }

    /// <summary>Judges by a condition that the scenario has evaluated on a reply.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="holds">Whether it is as asked.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="actual">What came, in words.</param>
    /// <param name="evidence">What separates the reply from its control; strong when the reply speaks for itself.</param>
    public void Holds(Exchange reply, bool holds, string expected, string actual, Evidence evidence = Evidence.Strong) => Found(
        Judgement.Obstacle(reply, expected)
        ?? new(holds ? Outcome.Satisfied : Outcome.Violated, expected, actual, Judged: reply.Number, Evidence: evidence));

    /// <summary>Judges a condition on a reply that would otherwise count as blocked or failed, such as the headers of a 503.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="holds">Whether it is as asked.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="actual">What came, in words.</param>
    public void Found(Exchange reply, bool holds, string expected, string actual) =>
        Found(new(holds ? Outcome.Satisfied : Outcome.Violated, expected, actual, Judged: reply.Number));

    /// <summary>The reply deviates in a tolerated way.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="actual">What came, in words.</param>
    /// <param name="because">Why it is tolerated.</param>
    public void Tolerates(Exchange reply, string expected, string actual, string because) =>
        Found(Judgement.Obstacle(reply, expected) ?? new(Outcome.Tolerated, expected, actual, because, reply.Number));

    /// <summary>Records a choice that the source leaves open.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="actual">What came, in words.</param>
    public void Observes(Exchange reply, string actual) =>
        Found(Judgement.Obstacle(reply, "any answer") ?? new(Outcome.Unspecified, "recorded, not judged", actual, Judged: reply.Number));

    /// <summary>The target does not have what the requirement is about.</summary>
    /// <param name="reason">How that is known.</param>
    public void NotApplicable(string reason) => Found(new(Outcome.NotApplicable, "the target has what the requirement is about", reason));

    /// <summary>What came proves nothing, neither for nor against the target.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="because">Why it proves nothing.</param>
    public void Inconclusive(Exchange reply, string expected, string because) => Found(
        Judgement.Obstacle(reply, expected)
        ?? new(Outcome.Untestable, expected, reply.Summary(), because, reply.Number, Evidence.None));

    /// <summary>A prerequisite is missing.</summary>
    /// <param name="remedy">What would make it testable.</param>
    public void Untestable(string remedy) => Found(new(Outcome.Untestable, "a check of the requirement", "not tested", remedy));

    /// <summary>Judges by a finding that was made on a reply.</summary>
    /// <param name="finding">What was found.</param>
    public void Found(Finding finding) => scope.Add(requirement, aspect, finding, _usedBasis);
}

/// <summary>A prerequisite of a scenario is missing; its remaining checks are untestable or blocked.</summary>
/// <param name="finding">Why.</param>
public sealed class PrerequisiteException(Finding finding) : Exception($"{finding.Actual}: {finding.Because}")
{
    /// <summary>Why.</summary>
    public Finding Finding { get; } = finding;
}

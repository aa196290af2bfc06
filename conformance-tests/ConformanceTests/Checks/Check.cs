using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Checks;

/// <summary>One check of one requirement. A scenario creates it and calls exactly one of its methods.</summary>
/// <param name="scope">The scenario that makes it.</param>
/// <param name="requirement">The requirement's id.</param>
/// <param name="aspect">Which of several checks of the requirement; null when there is only one.</param>
/// <param name="allowances">The answers that the requirement allows here.</param>
public sealed class Check(ScenarioScope scope, string requirement, string? aspect, ImmutableArray<Allowance> allowances)
{
    /// <summary>Judges a reply by the answers that the requirement allows.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="rules">Rules that a mock may name as the reason of a refusal; the requirement's own when none is given.</param>
    public void Judge(Exchange reply, params ImmutableArray<string> rules) =>
        Found(Judgement.Judge(reply, allowances, rules.IsEmpty ? [requirement] : rules));

    /// <summary>
    /// Judges a refusal that must differ from the answer to the control: the same answer is not caused by the fault.
    /// </summary>
    /// <param name="control">What the request without the fault got.</param>
    /// <param name="reply">What came.</param>
    /// <param name="rules">Rules that a mock may name as the reason of a refusal; the requirement's own when none is given.</param>
    public void JudgeAgainst(Exchange control, Exchange reply, params ImmutableArray<string> rules)
    {
        var finding = Judgement.Judge(reply, allowances, rules.IsEmpty ? [requirement] : rules);
        var same = control.Answer() == reply.Answer() && finding.Outcome is Outcome.Satisfied or Outcome.Tolerated or Outcome.Unspecified;
        Found(same
            ? finding with { Outcome = Outcome.Untestable, Because = "the control got the same answer, so the fault did not cause it" }
            : finding);
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
    public void Holds(Exchange reply, bool holds, string expected, string actual) => Found(
        Judgement.Obstacle(reply, expected)
        ?? new(holds ? Outcome.Satisfied : Outcome.Violated, expected, actual, Judged: reply.Number));

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

    /// <summary>A prerequisite is missing.</summary>
    /// <param name="remedy">What would make it testable.</param>
    public void Untestable(string remedy) => Found(new(Outcome.Untestable, "a check of the requirement", "not tested", remedy));

    private void Found(Finding finding) => scope.Add(requirement, aspect, finding);
}

/// <summary>A prerequisite of a scenario is missing; its remaining checks are untestable or blocked.</summary>
/// <param name="finding">Why.</param>
public sealed class PrerequisiteException(Finding finding) : Exception($"{finding.Actual}: {finding.Because}")
{
    /// <summary>Why.</summary>
    public Finding Finding { get; } = finding;
}

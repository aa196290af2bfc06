using System.Collections.Immutable;
using PartnerApi.HttpTrace;

namespace PartnerApi.Mock.Rules;

/// <summary>Why a request is refused, independent of the error format of its endpoint.</summary>
/// <param name="Status">HTTP status, 400 to 499.</param>
/// <param name="Code">The machine-readable code: an OAuth error code at the token endpoint, <c>errorCode</c> elsewhere.</param>
/// <param name="Explanation">What was sent and what is expected; never a secret or a value that could be one.</param>
public sealed record Refusal(int Status, string Code, string Explanation)
{
    /// <summary>The challenge of a 401 (RFC 9110, section 11.6.1); null for none.</summary>
    public string? Challenge { get; init; }

    /// <summary>Further header fields, such as <c>Allow</c> or <c>Accept</c>.</summary>
    public HeaderList Headers { get; init; } = HeaderList.Empty;

    /// <summary>The members of the body that are at fault; empty when it is not about the body.</summary>
    public ImmutableArray<FieldFault> Fields { get; init; } = [];
}

/// <summary>A member at fault.</summary>
/// <param name="Field">Its path in the body, or the name of a header or parameter.</param>
/// <param name="Code">The broken rule in one word.</param>
/// <param name="Message">The reason in words.</param>
public sealed record FieldFault(string Field, string Code, string Message);

/// <summary>One reason to refuse a request.</summary>
/// <typeparam name="TRequest">What the rule checks.</typeparam>
/// <param name="Requirement">Id of the requirement in <c>requirements.json</c>; also the value of <c>X-Mock-Rule</c>.</param>
/// <param name="Check">
/// Predicate and reply in one: returns the refusal, or null when the request keeps the rule. It changes no state.
/// </param>
public sealed record Rule<TRequest>(string Requirement, Func<TRequest, Refusal?> Check)
{
    /// <summary>
    /// Whether the check reads stored resources. Then it also runs inside the transaction, so that the state is still valid when
    /// the request is executed.
    /// </summary>
    public bool ReadsState { get; init; }
}

/// <summary>Which rules of a list are checked.</summary>
public enum RuleScope
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those up to the last one that reads no stored state, in order: all that a transaction cannot check later.</summary>
    BeforeTransaction,

    /// <summary>Those that read stored state.</summary>
    InTransaction,
}

/// <summary>A rule that was broken, and how.</summary>
/// <param name="Requirement">Id of the requirement.</param>
/// <param name="Refusal">The refusal.</param>
public sealed record BrokenRule(string Requirement, Refusal Refusal)
{
    /// <summary>Its place in the list of rules, from 0.</summary>
    public int Position { get; init; }
}

/// <summary>Works on ordered lists of rules.</summary>
public static class RuleList
{
    /// <summary>Finds the first broken rule, which refuses the request.</summary>
    /// <typeparam name="TRequest">What the rules check.</typeparam>
    /// <param name="rules">The rules, in order.</param>
    /// <param name="request">The request.</param>
    /// <param name="scope">Which of them are checked.</param>
    /// <returns>The broken rule, or null when all pass.</returns>
    public static BrokenRule? FirstBroken<TRequest>(
        this ImmutableArray<Rule<TRequest>> rules, TRequest request, RuleScope scope = RuleScope.All)
    {
        var end = scope == RuleScope.BeforeTransaction ? BehindLastStateless(rules) : rules.Length;
        for (var position = 0; position < end; position++)
        {
            var rule = rules[position];
            if ((scope != RuleScope.InTransaction || rule.ReadsState) && rule.Check(request) is { } refusal)
            {
                return new(rule.Requirement, refusal) { Position = position };
            }
        }

        return null;
    }

    private static int BehindLastStateless<TRequest>(ImmutableArray<Rule<TRequest>> rules)
    {
        var end = rules.Length;
        while (end > 0 && rules[end - 1].ReadsState)
        {
            end--;
        }

        return end;
    }

    /// <summary>The same rules without one.</summary>
    /// <typeparam name="TRequest">What the rules look at.</typeparam>
    /// <param name="rules">The rules.</param>
    /// <param name="requirement">Id of the rule to leave out.</param>
    /// <returns>A shorter list.</returns>
    /// <exception cref="ArgumentException">No rule has that id.</exception>
    public static ImmutableArray<Rule<TRequest>> Without<TRequest>(
        this ImmutableArray<Rule<TRequest>> rules, string requirement) =>
        rules.Any(rule => rule.Requirement == requirement)
            ? rules.RemoveAll(rule => rule.Requirement == requirement)
            : throw new ArgumentException($"no rule has the requirement '{requirement}'", nameof(requirement));
}

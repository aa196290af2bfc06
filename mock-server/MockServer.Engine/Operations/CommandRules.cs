using System.Collections.Immutable;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>All rules for commands and queries, in the order in which they are checked.</summary>
public static class CommandRules
{
    /// <summary>Bearer, then requestor, then body, then target, then state; the first broken rule refuses the request.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
        [.. BearerRules.All, .. RequestorRules.All, .. BodyRules.All, .. TargetRules.All, .. StateRules.All];

    /// <summary>The same rules without the check that ids in a body identify existing objects.</summary>
    internal static ImmutableArray<Rule<CommandRequest>> WithoutReferences(this ImmutableArray<Rule<CommandRequest>> rules) =>
        rules.RemoveAll(rule => rule.Requirement == StateRules.References);

    /// <summary>The same rules without the checks that the reference does not document.</summary>
    internal static ImmutableArray<Rule<CommandRequest>> WithoutInferred(this ImmutableArray<Rule<CommandRequest>> rules) =>
        rules.RemoveAll(rule => rule.Requirement == StateRules.Inferred);
}

using System.Collections.Immutable;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>All reasons to refuse a request to the command API, in the order in which they are asked.</summary>
public static class CommandRules
{
    /// <summary>Bearer, then requestor, then body, then target, then state; the first broken rule answers.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
        [.. BearerRules.All, .. RequestorRules.All, .. BodyRules.All, .. TargetRules.All, .. StateRules.All];
}

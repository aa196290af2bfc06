using System.Collections.Immutable;

namespace PartnerApi.Conformance.Targets;

/// <summary>Settings of a target that cannot be used.</summary>
/// <param name="mistakes">Every mistake, in the words that the user typed.</param>
public sealed class TargetException(ImmutableArray<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    /// <summary>Every mistake, in the words that the user typed.</summary>
    public ImmutableArray<string> Mistakes { get; } = mistakes;
}

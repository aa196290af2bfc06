using System.Collections.Immutable;

namespace PartnerApi.Conformance.Targets;

/// <summary>Settings, options or files that cannot be used.</summary>
/// <param name="mistakes">One line per mistake.</param>
public sealed class TargetException(ImmutableArray<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes))
{
    /// <summary>One line per mistake.</summary>
    public ImmutableArray<string> Mistakes { get; } = mistakes;
}

using System.Collections.Immutable;

namespace PartnerApi.Conformance.Checks;

/// <summary>One challenge of <c>WWW-Authenticate</c> (RFC 9110, section 11.6.1).</summary>
/// <param name="Scheme">The scheme as sent.</param>
/// <param name="Token68">The single value that some schemes carry; null when there is none.</param>
/// <param name="Parameters">Parameters in order; a name that came twice is here twice.</param>
public sealed record Challenge(string Scheme, string? Token68, ImmutableArray<(string Name, string Value)> Parameters)
{
    /// <summary>Value of the first parameter of a name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The value; null when there is none.</returns>
    public string? this[string name] =>
        Parameters.Where(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(parameter => parameter.Value).FirstOrDefault();

    /// <summary>Names that came more than once.</summary>
    public ImmutableArray<string> RepeatedNames =>
        [.. Parameters.GroupBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1).Select(group => group.Key)];

    /// <summary>Whether it is of a scheme, whose case does not matter (RFC 9110, section 11.1).</summary>
    /// <param name="scheme">The scheme.</param>
    /// <returns>True when it is.</returns>
    public bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);
}

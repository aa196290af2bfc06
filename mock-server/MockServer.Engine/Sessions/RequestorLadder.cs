using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Mock.Sessions;

/// <summary>The step that counts, and where another one does.</summary>
/// <param name="Step">The step for every command not named in <paramref name="Operations"/>.</param>
/// <param name="Operations">Steps of single operations, by operation id.</param>
/// <param name="Late">Operations that accept a wrong requestor at once and turn invalid afterwards; <c>*</c> for all.</param>
public sealed record RequestorLadder(
    RequestorStep Step, ImmutableDictionary<string, RequestorStep> Operations, ImmutableHashSet<string> Late)
{
    /// <summary>A ladder with one step for all, failing at once.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The ladder.</returns>
    public static RequestorLadder At(RequestorStep step) =>
        new(step, ImmutableDictionary<string, RequestorStep>.Empty, []);

    /// <summary>The step that counts for an operation.</summary>
    /// <param name="operation">Operation id.</param>
    /// <returns>The step.</returns>
    public RequestorStep For(string operation) => Operations.GetValueOrDefault(operation, Step);

    /// <summary>Whether a wrong requestor of an operation fails only afterwards.</summary>
    /// <param name="operation">Operation id.</param>
    /// <returns>True when it does.</returns>
    public bool IsLate(string operation) => Late.Contains(operation) || Late.Contains("*");
}

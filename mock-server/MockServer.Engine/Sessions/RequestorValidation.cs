using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Mock.Sessions;

/// <summary>How far the requestors of commands are checked.</summary>
/// <param name="Level">The level for every command that is not in <paramref name="Operations"/>.</param>
/// <param name="Operations">Levels of single operations, by operation id.</param>
/// <param name="Deferred">Operations that accept a wrong requestor first and become invalid later; <c>*</c> for all.</param>
public sealed record RequestorValidation(
    [property: JsonPropertyName("Step")] RequestorCheckLevel Level,
    ImmutableDictionary<string, RequestorCheckLevel> Operations,
    [property: JsonPropertyName("Late")] ImmutableHashSet<string> Deferred)
{
    /// <summary>
    /// Operations that accept a requestor who is not ACTIVE, and become invalid later; <c>*</c> for all. Any other fault is refused
    /// at once.
    /// </summary>
    [JsonPropertyName("Inactive")]
    public ImmutableHashSet<string> DeferInactive { get; init; } = [];

    /// <summary>Whether an operation reports only later that its requestor is not ACTIVE.</summary>
    /// <param name="operation">Operation id.</param>
    /// <returns>True when it does.</returns>
    public bool DefersInactive(string operation) => DeferInactive.Contains(operation) || DeferInactive.Contains("*");

    /// <summary>One level for all commands, with refusals at once.</summary>
    /// <param name="level">The level.</param>
    /// <returns>The validation.</returns>
    public static RequestorValidation At(RequestorCheckLevel level) =>
        new(level, ImmutableDictionary<string, RequestorCheckLevel>.Empty, []);

    /// <summary>The level of an operation.</summary>
    /// <param name="operation">Operation id.</param>
    /// <returns>The level.</returns>
    public RequestorCheckLevel For(string operation) => Operations.GetValueOrDefault(operation, Level);

    /// <summary>Whether an operation reports a wrong requestor only later.</summary>
    /// <param name="operation">Operation id.</param>
    /// <returns>True when it does.</returns>
    public bool IsDeferred(string operation) => Deferred.Contains(operation) || Deferred.Contains("*");
}

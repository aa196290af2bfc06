using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace PartnerApi.Conformance.Drift;

/// <summary>What two deployments answer differently.</summary>
public enum DriftAspect
{
    /// <summary>Another HTTP status, or no reply.</summary>
    Status,

    /// <summary>Another media type, or a body where there was none.</summary>
    MediaType,

    /// <summary>A header field that only one of them sends, or another challenge.</summary>
    Header,

    /// <summary>A member of the body that only one of them sends.</summary>
    Member,

    /// <summary>Another JSON type.</summary>
    Type,

    /// <summary>A value that the contract's list does not have, or another error code.</summary>
    Enum,

    /// <summary>Another order of magnitude of the time to answer.</summary>
    Timing,
}

/// <summary>One difference between two deployments.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Aspect">What differs.</param>
/// <param name="Place">The header field or the member, such as <c>data[].status</c>; empty for the whole reply.</param>
/// <param name="Baseline">What the first deployment does, in words.</param>
/// <param name="Target">What the second one does, in words.</param>
/// <param name="Breaking">Whether a client that was written for the first one may fail with the second one.</param>
public sealed record Difference(
    string Operation, DriftAspect Aspect, string Place, string Baseline, string Target, bool Breaking)
{
    /// <summary>The calls that showed it, such as <c>without Requestor-ID</c>.</summary>
    public ImmutableArray<string> Calls { get; init; } = [];

    /// <summary>What two differences of one operation have in common when they are the same.</summary>
    internal (DriftAspect Aspect, string Place, string Baseline, string Target) Key => (Aspect, Place, Baseline, Target);

    /// <summary>
    /// How the contract would have to change to describe the second deployment: operations of a JSON Patch (RFC 6902). Empty when it
    /// would not.
    /// </summary>
    internal ImmutableArray<JsonObject> Patch { get; init; } = [];
}

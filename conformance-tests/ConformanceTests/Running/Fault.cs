using System.Collections.Immutable;
using PartnerApi.Conformance.TestData;

namespace PartnerApi.Conformance.Running;

/// <summary>One way in which a request departs from a good one.</summary>
/// <param name="Name">What is wrong, in a few words.</param>
/// <param name="Requirement">Id of the requirement by whose allowed answers the refusal is judged.</param>
/// <param name="Apply">Adds it to a good request.</param>
internal sealed record Fault(string Name, string Requirement, Func<ApiCall, ApiCall> Apply)
{
    /// <summary>What a refusal may name, such as <c>Requestor-ID</c>; null when a name is no evidence.</summary>
    public string? Subject { get; init; }

    /// <summary>
    /// How the request looks besides the fault, where that is not usual; a request of that form without the fault is another control.
    /// Null for the usual form.
    /// </summary>
    public Func<ApiCall, ApiCall>? Shape { get; init; }

    /// <summary>Rules that a mock may name as the reason of the refusal.</summary>
    public ImmutableArray<string> Rules { get; init; } = [Requirement];

    /// <summary>Adds fault and form to a good request.</summary>
    /// <param name="good">The good request.</param>
    /// <returns>The request to send.</returns>
    public ApiCall AddTo(ApiCall good) => Shape is { } shape ? shape(Apply(good)) : Apply(good);
}

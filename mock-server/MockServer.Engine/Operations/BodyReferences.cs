using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>Whether the ids in a body name objects that exist and may be referred to (<c>x-references</c>).</summary>
internal static class BodyReferences
{
    /// <summary>The code of a reference to nothing.</summary>
    public const string Unknown = "Unknown";

    public static ImmutableArray<FieldFault> Faults(CommandRequest request) =>
        request.Operation.References.IsEmpty || request.Http.Body.IsEmpty || AreValid(request)
            ? []
            :
            [
                .. from reference in request.Operation.References
                   from named in reference.In(request.Body.Value)
                   let fault = Fault(request, reference, named.Place, named.Id)
                   where fault is not null
                   select fault,
            ];

    // Most references are plain members, which can be read without parsing the body into a tree.
    private static bool AreValid(CommandRequest request)
    {
        foreach (var reference in request.Operation.References)
        {
            if (reference.IsNested
                || (request.Body.Members.Text(reference.Member) is { } id && Fault(request, reference, reference.Member, id) is not null))
            {
                return false;
            }
        }

        return true;
    }

    private static FieldFault? Fault(CommandRequest request, BodyReference reference, string place, string id)
    {
        foreach (var type in reference.Types)
        {
            if (request.Session.Resources.Find(type, id) is { } found)
            {
                return Unusable(request, type, found) is { } wanted
                    ? new(place, "NotReady", $"the {type} is not {string.Join(" or ", wanted)}")
                    : null;
            }
        }

        return new(place, Unknown, $"does not identify an existing {string.Join(" or ", reference.Types)}");
    }

    private static ImmutableArray<string>? Unusable(CommandRequest request, string type, Resource found) =>
        request.Session.Lifecycles.Catalogue.ForType(type) is var (lifecycle, _)
        && !lifecycle.Usable.IsEmpty
        && !lifecycle.Usable.Contains(found.Text(lifecycle.StatusMember) ?? "")
            ? lifecycle.Usable
            : null;
}

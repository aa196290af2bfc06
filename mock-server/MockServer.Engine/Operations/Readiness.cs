using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>Whether the objects that a command names are ready (<c>x-needs-ready</c>): a good client waits until they are.</summary>
internal static class Readiness
{
    /// <summary>Id of the requirement.</summary>
    public const string Requirement = "API.lifecycle";

    /// <summary>The header field that warns a client which did not wait.</summary>
    public const string WarningHeader = "X-Mock-Warning";

    /// <summary>Refuses the command of a client that did not wait.</summary>
    public static Rule<CommandRequest> Rule { get; } = new(Requirement, request => Fault(request) is { } fault
        ? new(400, "NOT_READY", $"{fault.Field} {fault.Message}") { Fields = [fault] }
        : null)
    { ReadsState = true };

    /// <summary>Whether the operation names objects that have to be ready, and these exist.</summary>
    public static bool Applies(CommandRequest request) => request.Operation.NeedsReady && Named(request).Any();

    /// <summary>The first object that is not ready; null when all are.</summary>
    public static FieldFault? Fault(CommandRequest request)
    {
        if (!request.Operation.NeedsReady)
        {
            return null;
        }

        foreach (var (name, type, status, isPending) in Named(request))
        {
            if (isPending)
            {
                return new(
                    name, "NotReady", $"identifies a {type} that is {status}; wait for its notification, or read it, until it is ready");
            }
        }

        return null;
    }

    private static IEnumerable<(string Name, string Type, string Status, bool IsPending)> Named(CommandRequest request) =>
        from each in Ids(request)
        from type in each.Types
        where request.Session.Lifecycles.Catalogue.ForType(type) is { Lifecycle.Pending.IsEmpty: false }
        let lifecycle = request.Session.Lifecycles.Catalogue.ForType(type)!.Value.Lifecycle
        let found = request.Session.Resources.Find(type, each.Id)
        where found is not null
        let status = found.Text(lifecycle.StatusMember) ?? ""
        select (each.Name, type, status, lifecycle.Pending.Contains(status));

    private static IEnumerable<(string Name, IEnumerable<string> Types, string Id)> Ids(CommandRequest request)
    {
        foreach (var parameter in request.Operation.PathParameters)
        {
            if (parameter.ResourceType is { } type && request.PathValue(parameter.Name) is { } id)
            {
                yield return (parameter.Name, [type], id);
            }
        }

        foreach (var reference in request.Operation.References)
        {
            if (!reference.IsNested && request.Body.Members.Text(reference.Member) is { } id)
            {
                yield return (reference.Member, reference.Types, id);
            }
        }
    }
}

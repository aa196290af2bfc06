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
    public static Rule<CommandRequest> Rule { get; } = new(Requirement, request => Check(request).Fault is { } fault
        ? new(400, "NOT_READY", $"{fault.Field} {fault.Message}") { Fields = [fault] }
        : null)
    { ReadsState = true };

    /// <summary>Checks the objects that a command names, if its operation needs them ready.</summary>
    /// <param name="request">The command.</param>
    /// <returns>Whether it names an object that exists and has to be ready, and the first that is not; null when all are.</returns>
    public static (bool Applies, FieldFault? Fault) Check(CommandRequest request)
    {
        var applies = false;
        if (!request.Operation.NeedsReady)
        {
            return (applies, null);
        }

        foreach (var (name, type, status, isPending) in Named(request))
        {
            applies = true;
            if (isPending)
            {
                return (applies, new(
                    name, "NotReady", $"identifies a {type} that is {status}; wait for its notification, or read it, until it is ready"));
            }
        }

        return (applies, null);
    }

    private static IEnumerable<(string Name, string Type, string Status, bool IsPending)> Named(CommandRequest request)
    {
        foreach (var (name, types, id) in Ids(request))
        {
            foreach (var type in types)
            {
                if (request.Session.Lifecycles.Catalogue.ForType(type) is { Lifecycle: { Pending.IsEmpty: false } lifecycle }
                    && request.Session.Resources.Find(type, id) is { } found)
                {
                    var status = found.Text(lifecycle.StatusMember) ?? "";
                    yield return (name, type, status, lifecycle.Pending.Contains(status));
                }
            }
        }
    }

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

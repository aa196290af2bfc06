using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>
/// The reasons to refuse a command for its requestor, in order: presence (guide, section 4), then the checks up to the level.
/// </summary>
public static class RequestorRules
{
    private const string Header = "Requestor-ID";
    private const string WhoNeedsIt = "every command that is not exempt requires the id of the acting natural person";

    /// <summary>All rules; the first broken one refuses the request.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
    [
        new("S4.requestor_id.repeated", request => request is { NeedsRequestor: true, RequestorLines: > 1 }
            ? Refuse("Repeated", "the header Requestor-ID was sent more than once; send one natural person's id")
            : null),
        new("S4.requestor_id.blank", request => request is { NeedsRequestor: true, Requestor: "" }
            ? Refuse("Blank", "the header Requestor-ID is empty; send the id of the acting natural person")
            : null),
        new("S4.requestor_id.required", request => request is { NeedsRequestor: true, Requestor: null }
            ? Refuse("Required", $"the header Requestor-ID is missing{Misspelled(request)}; {WhoNeedsIt}")
            : null),
        .. RequestorChecks.All.Select(check => new Rule<CommandRequest>(check.Requirement, request =>
            request is { NeedsRequestor: true, Requestor: not null } && request.CheckLevel >= check.Level && !request.FailsDeferred
                && !(request.DefersInactive && check.Level == RequestorCheckLevel.Active)
                ? check.Check(request)
                : null)
            { ReadsState = check.Level > RequestorCheckLevel.Format }),
    ];

    /// <summary>The requestor fault of an operation that accepts the request first and makes the result invalid later.</summary>
    /// <param name="request">A valid request.</param>
    /// <returns>The fault, or null.</returns>
    public static Refusal? DeferredFault(CommandRequest request) => request switch
    {
        { NeedsRequestor: false } or { Requestor: null } => null,
        { FailsDeferred: true } => RequestorChecks.FirstFailed(request),
        { DefersInactive: true } => RequestorChecks.Inactive(request),
        _ => null,
    };

    private static Refusal Refuse(string code, string explanation) =>
        new(400, "REQUESTOR_ID_INVALID", explanation) { Fields = [new(Header, code, explanation)] };

    private static string Misspelled(CommandRequest request)
    {
        var near = request.Http.Headers.Fields
            .FirstOrDefault(field => Letters(field.Name) is "requestorid" or "requesterid" or "xrequestorid" or "xrequesterid").Name;
        return near is null ? "" : $" (a header with a similar name was sent; expected '{Header}')";
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
}

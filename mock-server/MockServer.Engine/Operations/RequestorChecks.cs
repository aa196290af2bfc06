using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>The requestor checks after presence. The reference announces them for a later stage than the guide's.</summary>
internal static class RequestorChecks
{
    private const string Active = "ACTIVE";
    private const string Created = "CREATED";
    private const string NotActive = "NotActive";

    public static readonly (RequestorCheckLevel Level, string Requirement, Func<CommandRequest, Refusal?> Check)[] All =
    [
        (RequestorCheckLevel.Format, "S4.requestor_id.format", request => Guid.TryParseExact(request.Requestor, "D", out _)
            ? null
            : Refuse("Format", "the header Requestor-ID is not a UUID")),
        (RequestorCheckLevel.Known, "S4.requestor_id.known", request => Person(request) is null
            ? Refuse("Unknown", "no natural person has the id in the header Requestor-ID")
            : null),
        (RequestorCheckLevel.Active, "S4.requestor_id.active", request => Status(request) == Active || IsOwnOnboarding(request)
            ? null
            : Refuse(NotActive, $"the natural person in the header Requestor-ID is not {Active}")),
        (RequestorCheckLevel.SelfOrProxy, "S4.requestor_id.self_or_proxy", request => RequestorSubjects.IsAuthorized(request)
            ? null
            : Refuse(
                "NoProxy",
                "the natural person in the header Requestor-ID is not the subject of the command and has no proxy role for it")),
    ];

    /// <summary>The first failed check among those that are active for the operation.</summary>
    public static Refusal? FirstFailed(CommandRequest request)
    {
        foreach (var (level, _, check) in All)
        {
            if (request.CheckLevel >= level && check(request) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The fault of a requestor who exists and is not ACTIVE, where that is checked.</summary>
    public static Refusal? Inactive(CommandRequest request) =>
        FirstFailed(request) is { Fields: [{ Code: NotActive }] } fault ? fault : null;

    // Interpretation: a person in onboarding may act only for themselves; otherwise onboarding could not be completed.
    private static bool IsOwnOnboarding(CommandRequest request) =>
        Status(request) == Created && RequestorSubjects.Names(request, request.Requestor!);

    private static Resource? Person(CommandRequest request) =>
        request.Session.Resources.Find(ResourceStore.NaturalPerson, request.Requestor!.ToLowerInvariant());

    private static string? Status(CommandRequest request) => (string?)Person(request)?.Body["status"];

    private static Refusal Refuse(string code, string explanation) =>
        new(400, "REQUESTOR_ID_INVALID", explanation) { Fields = [new("Requestor-ID", code, explanation)] };
}

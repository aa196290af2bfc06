using System.Collections.Immutable;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in who requests a command.</summary>
internal static class RequestorDiagnoses
{
    private const string Header = "Requestor-ID";
    private const string Wanted = Header + ": <id of the acting natural person>";
    private const string Required = "S4.requestor_id.required";

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new(Required, refused => refused.HeaderLike(letters => letters is "requestorid" or "requesterid" or "xrequestorid" or "xrequesterid" or "requestor" or "requester" or "requestid") is { } name
            ? new RequestDiagnosis($"The header is spelt '{name}'; wanted '{Header}'", $"Rename the header to {Header}").Instead(name, Header)
            : null),
        new(Required, refused => refused.ParameterLike(Header) is { } name
            ? new RequestDiagnosis($"The requestor was sent as the parameter '{name}'", $"Send it in the header {Header}").Instead(name + "=...", Wanted)
            : null),
        new(Required, refused => refused.Json is System.Text.Json.Nodes.JsonObject body && body.FirstOrDefault(member => RefusedRequest.Letters(member.Key) is "requestorid" or "requesterid") is { Key: { } name }
            ? new RequestDiagnosis($"The requestor was sent as the member '{name}' of the body", $"Send it in the header {Header}").Instead($"\"{name}\": ...", Wanted)
            : null),
        new(Required, refused => new RequestDiagnosis($"The header {Header} is missing; {refused.Operation?.Id} is not one of the exempt commands", "Send the id of the natural person on whose behalf the command is requested").Instead($"(no {Header} header)", Wanted)),
        new("S4.requestor_id.blank", _ => new RequestDiagnosis($"The header {Header} is there but empty", "Check where the person's id comes from; it was empty when the request was built").Instead(Header + ":", Wanted)),
        new("S4.requestor_id.repeated", _ => new($"The header {Header} was sent twice", "Set it on the request only, not also as a default of the client")),
        new("S4.requestor_id.", refused => Placeholders.Is(Value(refused)) && !(Guid.TryParse(Value(refused), out var id) && id != Guid.Empty)
            ? new RequestDiagnosis($"{Header} is a placeholder, nobody's id", "Put in the id of the natural person who acts").Instead(Value(refused), Wanted)
            : null),
        new("S4.requestor_id.format", refused => Guid.TryParse(Value(refused).Trim('"', '\''), out var id)
            ? new RequestDiagnosis($"{Header} is a UUID in another spelling", "Write it with hyphens, without braces and quotes").Instead(Value(refused), id.ToString())
            : null),
        new("S4.requestor_id.format", refused => new RequestDiagnosis($"{Header} is no UUID", "Send naturalPersonId as the API gave it, not a name, an e-mail address or an id of your own").Instead(Value(refused), Wanted)),
        new("S4.requestor_id.known", refused => new RequestDiagnosis($"No natural person of this session has the id in {Header}", "Create the person first, or use one of the persons that every session starts with").Instead(Value(refused), Wanted)),
        new("S4.requestor_id.active", _ => new($"The person in {Header} is not ACTIVE yet, or no longer", "Finish the person's onboarding first; the clock of the session can be moved")),
        new("S4.requestor_id.self_or_proxy", _ => new($"The person in {Header} may not act for the customer that the command is about", "Name the customer's own person, or one who holds a proxy role for it")),
    ];

    private static string Value(RefusedRequest refused) => refused.Http.Headers.First(Header)?.Trim() ?? "";
}

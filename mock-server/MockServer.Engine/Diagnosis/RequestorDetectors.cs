using System.Collections.Immutable;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in who requests a command.</summary>
internal static class RequestorDetectors
{
    private const string Header = "Requestor-ID";
    private const string Wanted = Header + ": <id of the acting natural person>";
    private const string Required = "S4.requestor_id.required";

    public static ImmutableArray<Detector> All { get; } =
    [
        new(Required, symptom => symptom.HeaderLike(letters => letters is "requestorid" or "requesterid" or "xrequestorid" or "xrequesterid" or "requestor" or "requester" or "requestid") is { } name
            ? new Cause($"The header is spelt '{name}'; wanted '{Header}'", $"Rename the header to {Header}").Instead(name, Header)
            : null),
        new(Required, symptom => symptom.ParameterLike(Header) is { } name
            ? new Cause($"The requestor was sent as the parameter '{name}'", $"Send it in the header {Header}").Instead(name + "=...", Wanted)
            : null),
        new(Required, symptom => symptom.Json is System.Text.Json.Nodes.JsonObject body && body.FirstOrDefault(member => Symptom.Letters(member.Key) is "requestorid" or "requesterid") is { Key: { } name }
            ? new Cause($"The requestor was sent as the member '{name}' of the body", $"Send it in the header {Header}").Instead($"\"{name}\": ...", Wanted)
            : null),
        new(Required, symptom => new Cause($"The header {Header} is missing; {symptom.Exchange.Operation?.Id} is not one of the exempt commands", "Send the id of the natural person on whose behalf the command is requested").Instead($"(no {Header} header)", Wanted)),
        new("S4.requestor_id.blank", _ => new Cause($"The header {Header} is there but empty", "Check where the person's id comes from; it was empty when the request was built").Instead(Header + ":", Wanted)),
        new("S4.requestor_id.repeated", _ => new($"The header {Header} was sent twice", "Set it on the request only, not also as a default of the client")),
        new("S4.requestor_id.", symptom => Placeholders.Is(Value(symptom)) && !(Guid.TryParse(Value(symptom), out var id) && id != Guid.Empty)
            ? new Cause($"{Header} is a placeholder, nobody's id", "Put in the id of the natural person who acts").Instead(Value(symptom), Wanted)
            : null),
        new("S4.requestor_id.format", symptom => Guid.TryParse(Value(symptom).Trim('"', '\''), out var id)
            ? new Cause($"{Header} is a UUID in another spelling", "Write it with hyphens, without braces and quotes").Instead(Value(symptom), id.ToString())
            : null),
        new("S4.requestor_id.format", symptom => new Cause($"{Header} is no UUID", "Send naturalPersonId as the API gave it, not a name, an e-mail address or an id of your own").Instead(Value(symptom), Wanted)),
        new("S4.requestor_id.known", symptom => new Cause($"No natural person of this session has the id in {Header}", "Create the person first, or use one of the persons that every session starts with").Instead(Value(symptom), Wanted)),
        new("S4.requestor_id.active", _ => new($"The person in {Header} is not ACTIVE yet, or no longer", "Finish the person's onboarding first; the clock of the session can be moved")),
        new("S4.requestor_id.self_or_proxy", _ => new($"The person in {Header} may not act for the customer that the command is about", "Name the customer's own person, or one who holds a proxy role for it")),
    ];

    private static string Value(Symptom symptom) => symptom.Http.Headers.First(Header)?.Trim() ?? "";
}

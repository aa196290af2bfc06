using System.Collections.Immutable;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in the requestor of a command.</summary>
internal static class RequestorDiagnoses
{
    private const string Header = "Requestor-ID";
    private const string Expected = Header + ": <id of the acting natural person>";
    private const string Required = "S4.requestor_id.required";

    private static readonly string[] SimilarNames =
        ["requestorid", "requesterid", "xrequestorid", "xrequesterid", "requestor", "requester", "requestid"];

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new(Required, refused => refused.HeaderLike(SimilarNames.Contains) is { } name
            ? new RequestDiagnosis($"The header is named '{name}'; expected '{Header}'", $"Rename the header to {Header}")
                .WithDifference(name, Header)
            : null),
        new(Required, refused => refused.ParameterLike(Header) is { } name
            ? new RequestDiagnosis($"The requestor was sent as the parameter '{name}'", $"Send it in the header {Header}")
                .WithDifference(name + "=...", Expected)
            : null),
        new(Required, refused => refused.Json is System.Text.Json.Nodes.JsonObject body
            && body.FirstOrDefault(member => RefusedRequest.Letters(member.Key) is "requestorid" or "requesterid") is { Key: { } name }
            ? new RequestDiagnosis($"The requestor was sent as the member '{name}' of the body", $"Send it in the header {Header}")
                .WithDifference($"\"{name}\": ...", Expected)
            : null),
        new(
            Required,
            refused => new RequestDiagnosis(
                $"The header {Header} is missing; {refused.Operation?.Id} is not an exempt command",
                "Send the id of the natural person on whose behalf the command is sent").WithDifference($"(no {Header} header)", Expected)),
        new(
            "S4.requestor_id.blank",
            _ => new RequestDiagnosis(
                $"The header {Header} is empty",
                "Check where the person's id comes from; it was empty when the request was built").WithDifference(Header + ":", Expected)),
        new(
            "S4.requestor_id.repeated",
            _ => new($"The header {Header} was sent twice", "Set it either on the request or as a default header of the client, not both")),
        new("S4.requestor_id.", refused => Placeholders.Is(Value(refused))
            && !(Guid.TryParse(Value(refused), out var id) && id != Guid.Empty)
            ? new RequestDiagnosis($"{Header} is a placeholder, not an id", "Send the id of the acting natural person")
                .WithDifference(Value(refused), Expected)
            : null),
        new("S4.requestor_id.format", refused => Guid.TryParse(Value(refused).Trim('"', '\''), out var id)
            ? new RequestDiagnosis($"{Header} is a UUID in another format", "Send it with hyphens, without braces and quotation marks")
                .WithDifference(Value(refused), id.ToString())
            : null),
        new(
            "S4.requestor_id.format",
            refused => new RequestDiagnosis(
                $"{Header} is not a UUID",
                "Send the naturalPersonId that the API returned, not a name, an e-mail address or your own id").WithDifference(
                    Value(refused), Expected)),
        new(
            "S4.requestor_id.known",
            refused => new RequestDiagnosis(
                $"No natural person of this session has the id in {Header}",
                "Create the person first, or use one of the predefined persons of the session").WithDifference(Value(refused), Expected)),
        new(
            "S4.requestor_id.active",
            _ => new(
                $"The person in {Header} is not ACTIVE",
                "Finish the person's onboarding first; advance the session's clock to complete it at once")),
        new(
            "S4.requestor_id.self_or_proxy",
            _ => new(
                $"The person in {Header} may not act for the customer of this command",
                "Send the id of the customer's own person or of a person with a proxy role for the customer")),
    ];

    private static string Value(RefusedRequest refused) => refused.Http.Headers.First(Header)?.Trim() ?? "";
}

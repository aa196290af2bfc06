using System.Collections.Immutable;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>The rules for request bodies, in order (the contract's schemas).</summary>
public static class BodyRules
{
    private const string Json = "application/json";

    /// <summary>All rules; the first broken one refuses the request.</summary>
    public static ImmutableArray<Rule<CommandRequest>> All { get; } =
    [
        new("API.size", request => request.Http.BodyFault == BodyFault.TooLarge
            ? new(413, "BODY_TOO_LARGE", "the body is larger than this server accepts")
            : null),
        new("API.body.json", request => request.Http.BodyFault == BodyFault.Malformed
            ? new(400, "BODY_INVALID", "the body could not be read: its framing is invalid")
            : null),
        new("API.fault.order", request => request.FaultProblem is { } mistake
            ? new(400, "FAULT_INVALID", $"the header {FaultPlan.Header} is invalid: {mistake}")
            : null),
        new("API.body.missing", request => request.Operation.RequestBodyRequired && IsMissing(request.Http)
            ? new(400, "BODY_MISSING", $"{request.Operation.Id} needs a body of type {Json}")
            : null),
        new("API.body.content_encoding", request => TakesJson(request) && BodyEncoding.ContentCoding(request.Http) is { } coding
            ? new(415, "CONTENT_ENCODING_UNSUPPORTED", $"the body has the Content-Encoding {coding}; send it without compression")
                { Headers = HeaderList.Empty.With("Accept-Encoding", "identity") }
            : null),
        new("API.body.media_type", request => TakesJson(request) && !IsJson(request.Http)
            ? new(415, "MEDIA_TYPE_UNSUPPORTED", $"the Content-Type is not {Json} in UTF-8")
                { Headers = HeaderList.Empty.With("Accept", Json) }
            : null),
        new("API.body.json", request => TakesJson(request) && request.Body.Problem is { } problem
            ? new(400, "BODY_INVALID", problem)
            : null),
        new("API.body.schema", request => TakesJson(request) && request.Body.Problem is null ? AgainstSchema(request) : null),
        new("API.webhook.url", request => WebhookRegistration.HasInvalidUrl(request)
            ? new(400, "WEBHOOK_URL_INVALID", WebhookRegistration.InvalidUrl) { Fields = [new("url", "Https", "must be an https address")] }
            : null),
    ];

    private static bool IsMissing(ApiRequest http) => http is { Body.IsEmpty: true, BodyFault: BodyFault.None };

    private static bool TakesJson(CommandRequest request) =>
        request.Operation.RequestMediaType == Json && !request.Http.Body.IsEmpty;

    // JSON is UTF-8 and has no charset parameter (RFC 8259, sections 8.1 and 11): one that names UTF-8 is ignored.
    private static bool IsJson(ApiRequest http) => http.ContentType is { MediaType: Json, IsUtf8: true };

    private static Refusal? AgainstSchema(CommandRequest request)
    {
        var problems = request.Bodies.Validate(request.Operation.RequestSchema!, request.Http.Body.Span);
        return problems.IsEmpty
            ? null
            : new(400, "VALIDATION_FAILED", $"the body does not match the schema {request.Operation.RequestSchema}")
            {
                Fields = [.. problems.Select(problem => new FieldFault(problem.Field, problem.Code, problem.Message))],
            };
    }
}

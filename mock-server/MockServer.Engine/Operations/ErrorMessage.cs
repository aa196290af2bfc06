using System.Text.Json.Nodes;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>Writes refusals of commands and queries as the documented <c>ErrorMessage</c>.</summary>
internal static class ErrorMessage
{
    // ErrorDetails allows 255 characters.
    private const int MaxFieldLength = 255;

    /// <summary>Writes a refusal.</summary>
    /// <param name="broken">The broken rule.</param>
    /// <param name="requestId">The id that the reply gives to the request.</param>
    /// <param name="explain">Whether the reply contains the explanation.</param>
    public static ApiReply Write(BrokenRule broken, Guid requestId, bool explain)
    {
        var refusal = broken.Refusal;
        var body = new JsonObject
        {
            ["message"] = explain ? refusal.Explanation : "The request was refused.",
            ["responseType"] = "ERROR",
            ["requestId"] = requestId.ToString(),
            ["errorCode"] = refusal.Code,
        };
        if (!refusal.Fields.IsEmpty)
        {
            body["errorDetails"] = new JsonArray([.. refusal.Fields.GroupBy(fault => fault.Field).Select(Details)]);
        }

        var reply = ApiReply.FromJson(refusal.Status, body);
        var headers = new HeaderList(reply.Headers.Fields.AddRange(refusal.Headers.Fields)).With(RuleHeader.Name, broken.Requirement);
        return reply with { Headers = refusal.Challenge is null ? headers : headers.With("WWW-Authenticate", Challenge(refusal, explain)) };
    }

    // error_description needs an error code; a challenge without one has none (RFC 6750, section 3.1).
    private static string Challenge(Refusal refusal, bool explain) =>
        explain && refusal.Challenge!.Contains("error=", StringComparison.Ordinal)
            ? $"{refusal.Challenge}, error_description=\"{refusal.Explanation}\""
            : refusal.Challenge!;

    private static JsonObject Details(IGrouping<string, FieldFault> faults) => new()
    {
        ["field"] = faults.Key.Length <= MaxFieldLength ? faults.Key : faults.Key[..MaxFieldLength],
        ["errors"] = new JsonArray([.. faults.Select(fault => new JsonObject { ["code"] = fault.Code, ["message"] = fault.Message })]),
    };
}

using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>Command APIs that answer differently where guide and reference are silent.</summary>
internal static class CommandVariants
{
    public static IEnumerable<Variant> All =>
    [
        Requestor("requestor-as-403", "A missing requestor is forbidden.", 403),
        Requestor("requestor-as-422", "A missing requestor cannot be processed.", 422),
        Requestor("requestor-as-428", "A missing requestor is a missing precondition.", 428),
        new("problem-details", "Errors of commands are problem details (RFC 9457).", options => options.WithReply((request, reply) =>
            !request.IsToken() && !reply.IsSuccess() && !reply.Body.IsEmpty ? ProblemDetails(reply) : reply)),
        new("plain-text-errors", "Errors of commands are plain text.", options => options.WithReply((request, reply) =>
            !request.IsToken() && !reply.IsSuccess() && !reply.Body.IsEmpty
                ? reply.WithHeader("Content-Type", "text/plain").WithText(text => text)
                : reply)),
        new("made-as-201", "What is made is answered with 201.", options =>
            options.WithReply((request, reply) => request.IsCommand() && reply.Status == 200 ? reply with { Status = 201 } : reply)),
        new("made-as-202", "What is made is answered with 202.", options =>
            options.WithReply((request, reply) => request.IsCommand() && reply.Status == 200 ? reply with { Status = 202 } : reply)),
        new("permissions-on", "The permission check that the guide announces is on: an unknown requestor is refused.", options =>
            options with { RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Known) }),
        new("masked", "What does not exist is forbidden: a server may mask 404 as 403 (RFC 9110, section 15.5.4).", options =>
            options.WithReply((_, reply) => reply.Rule() == "API.target.exists" ? reply with { Status = 403 } : reply)),
        new("wrong-method-as-404", "A method that a path does not have is answered with 404.", options =>
            options.WithReply((_, reply) => reply.Status == 405 ? (reply with { Status = 404 }).WithoutHeader("Allow") : reply)),
        new("empty-allow", "A 405 allows nothing at the moment (RFC 9110, section 10.2.1).", options =>
            options.WithReply((_, reply) => reply.Status == 405 ? reply.WithHeader("Allow", "") : reply)),
        new("media-type-as-400", "A body of another media type is a bad request.", options =>
            options.WithReply((_, reply) => reply.Rule() == "API.body.media_type" ? reply with { Status = 400 } : reply)),
        new("schema-as-422", "A body that breaks its schema cannot be processed.", options =>
            options.WithReply((_, reply) => reply.Rule() == "API.body.schema" ? reply with { Status = 422 } : reply)),
        new("conflict-later", "A repeated externalId is accepted and found later.", options => options.WithoutCommandRule("API.conflict")),
        new("repeated-header-first", "Of two Requestor-ID headers the first one counts.", options =>
            options.WithoutCommandRule("S4.requestor_id.repeated")),
        new("requestor-before-token", "When both are missing, the requestor is reported.", options => options with
        {
            CommandRules = [.. options.CommandRules.OrderBy(rule => rule.Requirement != "S4.requestor_id.required")],
        }),
    ];

    private static ApiReply ProblemDetails(ApiReply reply) =>
        reply.WithHeader("Content-Type", "application/problem+json").WithJson(body =>
        {
            body["type"] = "about:blank";
            body["title"] = "Refused";
            body["status"] = reply.Status;
            body["detail"] = body["message"]?.DeepClone();
            body.Remove("message");
        });

    private static Variant Requestor(string name, string sentence, int status) => new(name, sentence, options =>
        options.WithReply((_, reply) =>
            reply.Rule()?.StartsWith("S4.requestor_id.", StringComparison.Ordinal) == true ? reply with { Status = status } : reply));
}

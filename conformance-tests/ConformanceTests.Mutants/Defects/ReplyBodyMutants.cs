using System.Text.Json.Nodes;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>APIs whose successful replies are not what the reference declares.</summary>
internal static class ReplyBodyMutants
{
    private const string Scenario = "Successful_replies_are_as_the_contract_declares";

    public static IEnumerable<Mutant> All =>
    [
        Reply("query-as-203", "A query is answered with 203.", "API.reply.status", IsQuery, reply => reply with { Status = 203 }),
        Reply("details-in-plain-text", "A query says that its JSON is plain text.", "API.reply.media_type", IsQuery, reply =>
            reply.WithHeader("Content-Type", "text/plain")),
        Reply("details-without-type", "A query does not say what its body is.", "API.reply.media_type", IsQuery, reply =>
            reply.WithoutHeader("Content-Type")),
        Reply("details-without-id", "The partner's details lack their id.", "API.reply.schema", Is("getPartnerDetails"), reply =>
            reply.WithJson(body => body.Remove("globalId"))),
        Reply("details-renamed", "A required member has another name.", "API.reply.schema", Is("getPartnerDetails"), reply =>
            reply.WithJson(body =>
            {
                body["business_name"] = body["businessName"]!.DeepClone();
                body.Remove("businessName");
            })),
        Reply("details-null", "A required member is null.", "API.reply.schema", Is("getPartnerDetails"), reply =>
            reply.WithJson(body => body["globalId"] = null)),
        Reply("name-as-number", "A text is sent as a number.", "API.reply.schema", Is("getPartnerDetails"), reply =>
            reply.WithJson(body => body["businessName"] = 7)),
        Reply("details-cut", "The body ends before its last brace.", "API.reply.schema", Is("getPartnerDetails"), reply =>
            reply.WithText(text => text[..^1])),
        Reply("details-empty", "A query is answered with 200 and nothing.", "API.reply.schema", Is("getPartnerDetails"), reply =>
            reply with { Body = default }),
        Reply("list-wrapped", "A bare array is wrapped in an object.", "API.reply.schema", Is("listWebhooks"), reply =>
            reply.WithText(text => $$"""{"data":{{text}}}""")),
        Reply("page-unwrapped", "A page is a bare array.", "API.reply.schema", Is("listUsers"), reply =>
            reply.WithText(text => JsonNode.Parse(text)!["data"]!.ToJsonString())),
        Reply(
            "id-missing", "A create does not return the id of what it created.", "API.reply.schema", Is("createNaturalPerson"),
            reply => reply.WithJson(body =>
            {
                body["id"] = body["naturalPersonId"]!.DeepClone();
                body.Remove("naturalPersonId");
            })) with
        {
            Needs = ["S4.requestor_id.exempt"],
        },
    ];

    private static bool IsQuery(ApiRequest request) => request.Operation() is { Kind: OperationKind.Query, Basis: Basis.Documented };

    private static Func<ApiRequest, bool> Is(string operation) => request => request.Operation()?.Id == operation;

    private static Mutant Reply(
        string name,
        string sentence,
        string requirement,
        Func<ApiRequest, bool> concerns,
        Func<ApiReply, ApiReply> change) =>
        new(name, sentence, requirement, Scenario, options => options.WithReply((request, reply) =>
            reply.IsSuccess() && concerns(request) ? change(reply) : reply));
}

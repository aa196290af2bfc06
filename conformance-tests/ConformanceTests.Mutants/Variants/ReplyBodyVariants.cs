using System.Text.Json.Nodes;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>APIs whose successful replies differ from the mock's in a way that clients can work with.</summary>
internal static class ReplyBodyVariants
{
    public static IEnumerable<Variant> All =>
    [
        Success("reply-charset", "Replies say charset=UTF-8.", reply => HasJson(reply)
            ? reply.WithHeader("Content-Type", "application/json;charset=UTF-8")
            : reply),
        Success("reply-hal", "Replies are application/hal+json, a type of JSON.", reply => HasJson(reply)
            ? reply.WithHeader("Content-Type", "application/hal+json")
            : reply),
        Success("reply-more-members", "Objects have members that the contract does not know.", reply => Changed(reply, body =>
            body["links"] = new JsonObject { ["self"] = "https://example.org/" })),
        new("reply-long", "A reply is longer than what a run keeps.", options => options.WithReply((request, reply) =>
            request.Operation()?.Id == "getPartnerDetails"
                ? Changed(reply, body => body["notes"] = new string('x', 200_000))
                : reply)),
        Success("reply-null-members", "Members without a value are null.", reply => Changed(reply, body => body["description"] = null)),
        Success("reply-new-values", "An enumeration has a value that the contract does not know.", reply => Changed(reply, body =>
        {
            if (body["status"] is not null)
            {
                body["status"] = "IN_A_STATE_OF_ITS_OWN";
            }
        })),
        Success("reply-other-dates", "Points in time come without seconds.", reply => Changed(reply, body =>
        {
            if (body["createdOn"] is not null)
            {
                body["createdOn"] = "2026-01-31T10:00Z";
            }
        })),
    ];

    private static bool HasJson(ApiReply reply) => reply.Headers.First("Content-Type")?.Contains("json", StringComparison.Ordinal) == true;

    private static ApiReply Changed(ApiReply reply, Action<JsonObject> change) =>
        HasJson(reply) && reply.Text().StartsWith('{') ? reply.WithJson(change) : reply;

    private static Variant Success(string name, string sentence, Func<ApiReply, ApiReply> change) => new(name, sentence, options =>
        options.WithReply((request, reply) => !request.IsToken() && reply.IsSuccess() ? change(reply) : reply));
}

using System.Text.Json.Nodes;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>
/// Deployments that differ from operation to operation, or refuse forms of a request that no standard obliges them to take.
/// </summary>
internal static class EveryOperationVariants
{
    public static IEnumerable<Variant> All =>
    [
        new("parameters-refused", "A Content-Type with parameters is refused before anything else.", options =>
            Refuse(options, 415, request =>
                !request.IsToken() && request.Headers.First("Content-Type")?.Contains(';', StringComparison.Ordinal) == true)),
        new("unexpected-body-refused", "A body that an operation does not have is refused before anything else.", options =>
            Refuse(options, 400, request =>
                !request.Body.IsEmpty
                    && request.Operation() is { RequestMediaType: null, Kind: not Fixtures.Contracts.OperationKind.Token })),
        new("realm-by-method", "Each method has a realm of its own.", options => options.WithReply((request, reply) =>
            !request.IsToken() && reply.Headers.First("WWW-Authenticate") is { } challenge
                ? reply.WithHeader("WWW-Authenticate", challenge.Replace("partner-api", request.Method, StringComparison.Ordinal))
                : reply)),
        new("delete-twice", "What is gone already is deleted once more without complaint.", options => options.WithReply((request, reply) =>
            request.Method == "DELETE" && reply.Status == 404 ? ApiReply.Empty(204) : reply)),
        new("other-fields-refused", "A request with Proxy-Authorization is refused as malformed.", options =>
            Refuse(options, 400, request => !request.IsToken() && request.Has("Proxy-Authorization"))),
        new("object-before-token", "Nothing may be changed, and an object is looked up before the token is.", options =>
            (options with
            {
                Intercept = (request, next) => request.Path.Contains("00000000-0000-4000-8000-000000000000", StringComparison.Ordinal)
                    ? ApiReply.FromJson(404, new JsonObject { ["message"] = "not found" })
                    : next(request),
            }).WithoutRuleNames())
        { Describe = RefusalShape.WithoutSideEffects },
    ];

    private static MockOptions Refuse(MockOptions options, int status, Func<ApiRequest, bool> refused) => options with
    {
        Intercept = (request, next) => refused(request)
            ? ApiReply.FromJson(status, new JsonObject { ["message"] = "not accepted" })
            : next(request),
    };
}

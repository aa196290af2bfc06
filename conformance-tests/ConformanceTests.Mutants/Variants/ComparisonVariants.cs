using System.Text.Json.Nodes;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>Deployments that refuse nearly right values in other ways, or take two spellings of one number for one.</summary>
internal static class ComparisonVariants
{
    public static IEnumerable<Variant> All =>
    [
        new("unusual-characters-malformed", "Parameters with blanks, NUL or letters beyond ASCII are malformed.", options =>
            OnUnusual(options, () => ApiReply.FromJson(400, new JsonObject { ["error"] = "invalid_request" })
                .With("Cache-Control", "no-store"))),
        new("unusual-characters-blocked", "A gateway blocks parameters with NUL or letters beyond ASCII.", options =>
            OnUnusual(options, () => ApiReply.Empty(403).With("Content-Type", "text/html").With("Server", "gateway"))),
        new("hexadecimal-tokens-in-any-case", "Tokens are hexadecimal numbers, whose letter case does not matter.", Hexadecimal),
    ];

    private static MockOptions OnUnusual(MockOptions options, Func<ApiReply> reply) => options with
    {
        Intercept = (request, next) => request.IsToken()
            && ((string[])["client_id", "client_secret", "grant_type"])
                .Any(name => IsUnusual(request.Form(name)))
            ? reply()
            : next(request),
    };

    private static bool IsUnusual(string value) => value != value.Trim(' ') || value.Any(letter => letter is < ' ' or > '~');

    private static MockOptions Hexadecimal(MockOptions options)
    {
        var tokens = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        return options with
        {
            Intercept = (request, next) =>
            {
                var sent = request.Headers.First("Authorization")?.Split(' ', 2);
                var known = sent is { Length: 2 } && tokens.TryGetValue(sent[1].Trim().ToUpperInvariant(), out var token)
                    ? request.WithHeader("Authorization", $"{sent[0]} {token}")
                    : request;
                var reply = next(known);
                return !request.IsToken() || !reply.IsSuccess() ? reply : reply.WithJson(body =>
                {
                    var handle = Guid.NewGuid().ToString("N");
                    tokens[handle.ToUpperInvariant()] = (string)body["access_token"]!;
                    body["access_token"] = JsonValue.Create(handle);
                });
            },
        };
    }
}

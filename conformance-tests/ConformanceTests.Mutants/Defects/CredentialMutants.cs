using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Token;


namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Token endpoints that are wrong about who may have a token (guide, section 1).</summary>
internal static class CredentialMutants
{
    private const string Alike = "An_unknown_client_and_a_wrong_secret_are_refused_alike";
    private const string Beginning = "The_beginning_of_the_secret_is_not_the_secret";
    private const string OtherCase = "The_secret_in_other_letter_case_is_not_the_secret";

    public static IEnumerable<Mutant> All =>
    [
        new("third-credential-asked", "A token needs an API key besides client_id and client_secret.", "S1.credentials",
            "One_pair_of_credentials_is_enough_for_a_token",
            options => options.WithTokenRule("S2.client_id.missing", (request, refusal) =>
                refusal ?? new(400, "invalid_request", "api_key is missing"))),
        new("secret-not-checked", "Any secret will do for a known client.", "S1.client_secret", Alike,
            options => options.WithoutTokenRule("S1.client_secret")),
        new("secret-prefix", "Only the first eight characters of the secret are compared.", "S1.client_secret", Beginning,
            options => options.WithTokenRule("S1.client_secret", (request, refusal) =>
                Matches(options, request, (live, sent) => live[..8] == sent[..Math.Min(8, sent.Length)]) ? null : refusal)),
        new("secret-ignores-case", "The secret is compared without regard to letter case.", "S1.client_secret", OtherCase,
            options => options.WithTokenRule("S1.client_secret", (request, refusal) =>
                Matches(options, request, (live, sent) => live.Equals(sent, StringComparison.OrdinalIgnoreCase)) ? null : refusal)),
        new("secret-trimmed-end", "Characters that are missing at the end of the secret do not matter.", "S1.client_secret", Beginning,
            options => options.WithTokenRule("S1.client_secret", (request, refusal) =>
                Matches(options, request, (live, sent) => live.StartsWith(sent, StringComparison.Ordinal)) ? null : refusal)),
        new("unknown-client-served", "Any client gets a token, known or not.", "S1.client_id", Alike,
            options => options.WithoutTokenRule("S1.client_id")),
        new("secret-finds-client", "The client is found by its secret; its id does not matter.", "S1.client_id",
            "The_right_secret_does_not_make_up_for_an_unknown_client",
            options => options.WithTokenRule("S1.client_id", (request, refusal) =>
                refusal is not null && Secrets(options).Contains(request.Secret) ? null : refusal)),
        new("unknown-client-told-apart", "An unknown client gets another error code than a wrong secret.", "RFC9700-4.enumeration", Alike,
            options => options.WithReply((_, reply) =>
                reply.Rule() == "S1.client_id" ? reply.WithJson(body => body["error_description"] = "no such client") : reply)),
        new("wrong-secret-as-invalid-request", "A wrong secret is answered with invalid_request.", "S1.client_secret", Alike,
            options => options.WithReply((_, reply) =>
                reply.Rule() == "S1.client_secret" ? reply.WithJson(body => body["error"] = "invalid_request") : reply)),
        new("unknown-client-as-invalid-grant", "An unknown client is answered with invalid_grant.", "S1.client_id", Alike,
            options => options.WithReply((_, reply) =>
                reply.Rule() == "S1.client_id" ? reply.WithJson(body => body["error"] = "invalid_grant") : reply)),
        new("client-id-optional", "A request without client_id is served as the default client.", "S2.client_id.missing",
            "A_missing_client_id_gets_no_token",
            options => options.WithoutTokenRule("S2.client_id.missing").WithoutTokenRule("S1.client_id")),
        new("secret-optional", "A request without client_secret gets a token.", "S2.client_secret.missing",
            "A_missing_client_secret_gets_no_token",
            options => options.WithoutTokenRule("S2.client_secret.missing")),
        new("empty-secret-accepted", "An empty client_secret passes as no check at all.", "S2.client_secret.empty",
            "An_empty_client_secret_counts_as_missing",
            options => options.WithoutTokenRule("S2.client_secret.empty")
                .WithTokenRule("S2.client_secret.missing", (request, refusal) =>
                    request.Form.First("client_secret") is "" ? null : refusal)),
        new("bad-credentials-as-500", "A wrong secret makes the server fail.", "S1.client_secret", Alike,
            options => options.WithReply((_, reply) => reply.Rule() == "S1.client_secret" ? reply with { Status = 500 } : reply)),
        new("bad-credentials-as-200", "A wrong secret is answered with 200 and an error in the body.", "S1.client_secret", Alike,
            options => options.WithReply((_, reply) => reply.Rule() == "S1.client_secret" ? reply with { Status = 200 } : reply)),
    ];

    internal static bool Matches(MockOptions options, TokenRequest request, Func<string, string, bool> same) =>
        request is { Client: not null, Secret: { } sent } && Secrets(options).Any(live => same(live, sent));

    private static string[] Secrets(MockOptions options) => [.. options.Clients!.Value.SelectMany(client => client.Secrets)];
}

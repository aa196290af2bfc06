using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Mutants.Variants;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>
/// Servers whose fault shows only where the target file says more than the mock's own does: an address without TLS, tokens that must be
/// refused.
/// </summary>
internal static class DescribedMutants
{
    private const string Audience = "A_token_for_another_service_is_refused";
    private const string Scope = "A_token_without_the_needed_scope_is_refused";

    public static IEnumerable<Mutant> All =>
    [
        new("tokens-without-tls", "The token endpoint is reached by plain http.", "RFC6749-3.2.tls",
            "The_token_endpoint_is_reached_through_TLS", options => options)
        {
            Describe = settings => settings with
            {
                TokenAddress = new("http://tokens.example" + MutantBuilder.Contracts[settings.Contract].Token.Path),
                Proxy = settings.ApiAddress,
            },
        },
        Described("other-audience-accepted", "A token that was made for another service is accepted.", "RFC9700-2.3.audience", Audience,
            DescribedVariants.Audience,
            options => Taking(DescribedVariants.OtherService, options)),
        Described("other-audience-as-404", "A token that was made for another service is answered with 404.", "RFC9700-2.3.audience",
            Audience, DescribedVariants.Audience,
            options => DescribedVariants.Answering(DescribedVariants.OtherService, 404, options)),
        Described("other-scope-accepted", "A token of another scope is accepted.", "RFC6750-3.1.insufficient_scope", Scope,
            DescribedVariants.Scope,
            options => Taking(DescribedVariants.OtherScope, options)),
        Described("other-scope-as-bad-token",
            "A token of another scope is refused like a bad one, so that clients ask for the same token again.",
            "RFC6750-3.1.insufficient_scope", Scope, DescribedVariants.Scope,
            options => DescribedVariants.Answering(DescribedVariants.OtherScope, 401, options)),
        Unchecked("format", "Any text is the id of a requestor.", "A_requestor_that_is_no_UUID_is_refused"),
        Unchecked("known", "A requestor need not exist.", "A_requestor_who_does_not_exist_is_refused"),
        Unchecked("active", "A requestor need not be ACTIVE.", "A_requestor_who_is_not_ACTIVE_is_refused"),
        Unchecked("self_or_proxy", "A requestor may act for any other person.", "A_requestor_without_a_role_for_the_person_is_refused")
            // The guide's contract infers every command about a person.
            with { Verdict = Verdict.Warn },
    ];

    // What one level lets through would be refused by those beyond it.
    private static Mutant Unchecked(string level, string sentence, string killedBy)
    {
        var rule = "S4.requestor_id." + level;
        return Described(
            $"requestor-{level.Replace('_', '-')}-unchecked",
            sentence,
            rule,
            killedBy,
            DescribedVariants.Requestor,
            options => DescribedVariants.Requestor.Vary(options)
                .WithoutCommandRule([.. DescribedVariants.RequestorRules.SkipWhile(other => other != rule)]));
    }

    private static Mutant Described(
        string name, string sentence, string requirement, string killedBy, Variant counterpart, Func<MockOptions, MockOptions> change) =>
        new(name, sentence, requirement, killedBy, change) { Describe = counterpart.Describe, CorrectCounterpart = counterpart };

    // Stands a good token, one that was seen before, in the place of the other one.
    private static MockOptions Taking(string token, MockOptions options)
    {
        string? good = null;
        return options.WithRequest(request =>
        {
            var sent = request.Headers.First("Authorization");
            if (sent == "Bearer " + token)
            {
                return good is null ? request : request.WithHeader("Authorization", good);
            }

            good = sent?.StartsWith("Bearer ey", StringComparison.Ordinal) == true ? sent : good;
            return request;
        });
    }
}

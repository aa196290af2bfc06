using System.Text;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Http;


namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Servers that give everybody the same answer. None of them may pass a single negative check.</summary>
internal static class WholeServerMutants
{
    private const string Gets = "A_posted_form_with_the_three_parameters_gets_a_token";

    /// <summary>The canary: when the suite does not notice this one, nothing else that it says counts.</summary>
    public static Mutant Canary { get; } = Always("always-500", "Everything is answered with 500.", ApiReply.Empty(500));

    public static IEnumerable<Mutant> All =>
    [
        Canary,
        Always("null-server", "Everything is answered with an empty 200.", ApiReply.Empty(200)),
        Always("always-200", "Everything is answered with 200 and an empty object.", ApiReply.FromJson(200, "{}"u8.ToArray())),
        Always(
            "always-401", "Everything is answered with 401.", Error(401, "invalid_client").With("WWW-Authenticate", "Bearer realm=\"m\"")),
        Always("always-404", "Everything is answered with 404.", ApiReply.Empty(404)),
        Always("always-400", "Everything is answered with 400 and invalid_request.", Error(400, "invalid_request")),
    ];

    private static ApiReply Error(int status, string error) =>
        ApiReply.FromJson(status, Encoding.UTF8.GetBytes($$"""{"error":"{{error}}"}"""));

    private static Mutant Always(string name, string sentence, ApiReply reply) =>
        new(name, sentence, "S2.post", Gets, options => options with { Intercept = (_, _) => reply });
}

using System.Collections.Concurrent;
using System.Text;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Servers that compare credentials, grant_type, token or scheme, but not whole.</summary>
internal static class ComparisonMutants
{
    private const string Secret = "The_client_secret_is_compared_whole";
    private const string ClientId = "The_client_id_is_compared_whole";
    private const string Grant = "The_grant_type_is_compared_whole";
    private const string Token = "The_token_is_compared_whole";
    private const string Scheme = "The_scheme_is_compared_whole";

    public static IEnumerable<Mutant> All => [.. Credentials, .. Grants, .. Tokens, .. Schemes];

    private static IEnumerable<Mutant> Credentials =>
    [
        ForSecret("secret-trimmed", "Blanks around the secret do not matter.", sent => sent.Trim(' ')),
        EndsAtNul("secret-ends-at-nul", "client_secret", "S1.client_secret", Secret),
        ForSecret("secret-normalised", "The secret is normalised (NFKC) before it is compared.", Normalise),
        Secrets("secret-end-ignored", "What stands behind the secret does not matter.", (live, sent) =>
            sent.StartsWith(live, StringComparison.Ordinal)),
        Secrets("secret-contained", "The secret may stand anywhere in the value.", (live, sent) =>
            sent.Contains(live, StringComparison.Ordinal)),
        Secrets("secret-first-character-ignored", "The first character of the secret is not compared.", (live, sent) =>
            live.EndsWith(sent, StringComparison.Ordinal)),
        new("secret-of-any-client", "The secret of any client will do.", "S1.client_secret", Secret, options =>
            options.WithTokenRule("S1.client_secret", (request, refusal) =>
                CredentialMutants.Matches(options, request, (live, sent) => live == sent) ? null : refusal)),
        ForClient("client-id-in-any-case", "The client_id is compared without regard to letter case.", (options, sent) =>
            Known(options).FirstOrDefault(id => id.Equals(sent, StringComparison.OrdinalIgnoreCase))),
        ForClient("client-id-trimmed", "Blanks around the client_id do not matter.", (_, sent) => sent.Trim(' ')),
        EndsAtNul("client-id-ends-at-nul", "client_id", "S1.client_id", ClientId),
        ForClient("client-id-normalised", "The client_id is normalised (NFKC) before it is looked up.", (_, sent) => Normalise(sent)),
        ForClient("client-id-by-beginning", "A client is found by the beginning of its client_id.", (options, sent) =>
            sent.Length > 3 ? Known(options).FirstOrDefault(id => id.StartsWith(sent, StringComparison.Ordinal)) : null),
    ];

    private static IEnumerable<Mutant> Grants =>
    [
        ForGrant("grant-in-any-case", "grant_type is compared without regard to letter case.", sent => sent.ToLowerInvariant()),
        ForGrant("grant-trimmed", "Blanks around grant_type do not matter.", sent => sent.Trim(' ')),
        EndsAtNul("grant-ends-at-nul", "grant_type", "S2.grant_type.unknown", Grant),
        ForGrant("grant-normalised", "grant_type is normalised (NFKC) before it is compared.", Normalise),
        ForGrant("grant-by-beginning", "grant_type counts by its beginning.", sent =>
            sent.StartsWith("client_credential", StringComparison.Ordinal) ? "client_credentials" : sent),
        ForGrant("grant-with-hyphen", "Hyphen and underscore in grant_type are one.", sent => sent.Replace('-', '_')),
    ];

    private static IEnumerable<Mutant> Tokens =>
    [
        ForToken("token-in-any-case", "Tokens are compared without regard to letter case.", (known, sent) =>
            known.Equals(sent, StringComparison.OrdinalIgnoreCase)),
        ForToken("token-end-ignored", "What stands behind a token does not matter.", (known, sent) =>
            sent.StartsWith(known, StringComparison.Ordinal)),
        ForToken("token-by-end", "A token is found by its end.", (known, sent) =>
            sent.Length > 20 && known.EndsWith(sent, StringComparison.Ordinal)),
        ForToken("token-last-character-ignored", "The last character of a token is not compared.", (known, sent) =>
            sent == known[..^1]),
    ];

    private static IEnumerable<Mutant> Schemes =>
    [
        ForScheme("scheme-by-beginning", "Whatever begins with Bearer is the scheme Bearer.", value =>
            value.StartsWith("Bearer", StringComparison.Ordinal) && value.Contains(' ', StringComparison.Ordinal)
                ? value[value.IndexOf(' ', StringComparison.Ordinal)..]
                : null),
        ForScheme("scheme-optional", "A token without a scheme is accepted.", value =>
            value.Contains(' ', StringComparison.Ordinal) ? null : value),
        ForScheme("scheme-removed-everywhere", "The word Bearer is removed wherever it stands.", value =>
            value.Replace("Bearer ", "", StringComparison.Ordinal)),
        ForScheme("scheme-token", "The scheme Token is accepted as well.", value =>
            value.StartsWith("Token ", StringComparison.Ordinal) ? value[6..] : null),
        ForScheme("scheme-by-end", "The scheme counts by its end.", value =>
            value.Split(' ') is [var scheme, var token] && scheme.EndsWith("earer", StringComparison.Ordinal) ? token : null),
    ];

    private static Mutant ForSecret(string name, string sentence, Func<string, string> read) =>
        new(name, sentence, "S1.client_secret", Secret, options => OnForm(options, "client_secret", (_, sent) => read(sent)));

    private static Mutant Secrets(string name, string sentence, Func<string, string, bool> same) =>
        new(name, sentence, "S1.client_secret", Secret, options => options.WithTokenRule("S1.client_secret", (request, refusal) =>
            CredentialMutants.Matches(options, request, same) ? null : refusal));

    private static Mutant ForClient(string name, string sentence, Func<MockOptions, string, string?> find) =>
        new(name, sentence, "S1.client_id", ClientId, options => OnForm(options, "client_id", find));

    private static Mutant ForGrant(string name, string sentence, Func<string, string> read) =>
        new(name, sentence, "S2.grant_type.unknown", Grant, options => OnForm(options, "grant_type", (_, sent) => read(sent)));

    // In the bytes, since the mock reads no form with a NUL.
    private static Mutant EndsAtNul(string name, string parameter, string requirement, string killedBy) =>
        new(name, $"{parameter} ends at a NUL, as texts of C do.", requirement, killedBy, options => options.WithRequest(request =>
            request.IsToken()
                ? request with
                {
                    Body = Encoding.UTF8.GetBytes(string.Join('&', Encoding.UTF8.GetString(request.Body.Span).Split('&').Select(pair =>
                        pair.StartsWith(parameter + "=", StringComparison.Ordinal) ? pair.Split("%00")[0] : pair))),
                }
                : request));

    private static MockOptions OnForm(MockOptions options, string parameter, Func<MockOptions, string, string?> read) =>
        options.WithRequest(request => request.IsToken() && request.Form(parameter) is { Length: > 0 } sent
            && read(options, sent) is { } found && found != sent
            ? request.WithForm(parameter, found)
            : request);

    // Tokens that were issued are known; another one that matches one of them is taken for it.
    private static Mutant ForToken(string name, string sentence, Func<string, string, bool> same) =>
        new(name, sentence, "S3.bearer.tampered", Token, options =>
        {
            var issued = new ConcurrentDictionary<string, bool>();
            return options with
            {
                Intercept = (request, next) =>
                {
                    var sent = request.Headers.First("Authorization");
                    if (!request.IsToken() && sent?.StartsWith("Bearer ", StringComparison.Ordinal) == true
                        && issued.Keys.FirstOrDefault(known => same(known, sent[7..])) is { } found)
                    {
                        return next(request.WithHeader("Authorization", "Bearer " + found));
                    }

                    var reply = next(request);
                    return !request.IsToken() || !reply.IsSuccess()
                        ? reply
                        : reply.WithJson(body => issued[(string)body["access_token"]!] = true);
                },
            };
        });

    private static Mutant ForScheme(string name, string sentence, Func<string, string?> tokenOf) =>
        new(name, sentence, "RFC6750-2.1.wrong_scheme", Scheme, options => options.WithRequest(request =>
            !request.IsToken() && request.Headers.First("Authorization") is { } value && tokenOf(value)?.Trim() is { Length: > 30 } token
                ? request.WithHeader("Authorization", "Bearer " + token)
                : request));

    private static IEnumerable<string> Known(MockOptions options) => options.Clients!.Value.Select(client => client.ClientId);

    // The part of NFKC that is tried; the runtime normalises nothing without its tables.
    private static string Normalise(string sent) =>
        string.Concat(sent.Select(letter => letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - 0xFEE0) : letter));
}

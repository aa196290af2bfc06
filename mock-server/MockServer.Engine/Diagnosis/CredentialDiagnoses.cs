using System.Collections.Immutable;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in client id and secret.</summary>
internal static class CredentialDiagnoses
{
    private const string Id = "S1.client_id";
    private const string Secret = "S1.client_secret";
    private const string Basic = "RFC6749-5.2.basic_challenge";

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new(Basic, refused => Scheme(refused) is { } scheme && scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? new RequestDiagnosis(
                "An Authorization header with the scheme Bearer was sent to the token endpoint",
                "Omit the Authorization header from token requests")
                .WithDifference("Authorization: Bearer ...", "client_id and client_secret in the body")
            : null),
        new(Basic, refused => Scheme(refused) is { } scheme && scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            ? new RequestDiagnosis(
                "The Basic credentials are not the base64 encoding of 'client_id:client_secret'",
                "Encode id, colon and secret together, or send both in the body")
                .WithDifference("Authorization: Basic ...", "Authorization: Basic base64(client_id:client_secret)")
            : null),
        new(Basic, _ => new("The Authorization scheme is not Basic", "Send client_id and client_secret in the body")),
        new([Id, Secret], refused => refused.Hints.IdIsSecret
            ? new RequestDiagnosis("client_id and client_secret are swapped", "Swap the two values")
                .WithDifference("client_id=<the secret>", "client_id=<the id>")
            : null),
        new("S2.client_id.missing", refused => TokenDiagnoses.Misnamed(refused, "client_id")),
        new(
            "S2.client_id.missing",
            _ => new RequestDiagnosis(
                "client_id is missing or empty",
                "Send it; check that the setting or environment variable has a value").WithDifference("(no client_id)", "client_id=...")),
        new("S2.client_secret.", refused => TokenDiagnoses.Misnamed(refused, "client_secret")),
        new(
            "S2.client_secret.missing",
            _ => new RequestDiagnosis(
                "client_secret is missing",
                "Send it; check that the setting or environment variable has a value").WithDifference(
                    "(no client_secret)", "client_secret=...")),
        new(
            "S2.client_secret.empty",
            _ => new RequestDiagnosis(
                "client_secret is empty",
                "Check that the setting or environment variable has a value").WithDifference("client_secret=", "client_secret=...")),
        new(Id, refused => refused.ClientId is { } sent && Cleaned(sent) is var id && id != sent && refused.Clients.Contains(id)
            ? new RequestDiagnosis(
                "The client_id is enclosed in spaces, quotation marks or line breaks",
                "Trim the value where it is read, for example from a file or environment variable")
                .WithDifference($"client_id='{sent}'", $"client_id='{id}'")
            : null),
        new(Id, refused => Placeholders.Is(refused.ClientId ?? "")
            ? new(
                "A placeholder was sent as the client_id",
                "Use the client_id that the mock printed or that the control API returned for the session")
            : null),
        new(Id, refused => DidYouMean.Suggest(refused.ClientId ?? "", refused.Clients) is [var near, ..]
            ? new RequestDiagnosis("The client_id does not exist; a similar one does", $"Check the spelling: {near}")
                .WithDifference($"client_id={refused.ClientId}", $"client_id={near}")
            : null),
        new(
            Id,
            _ => new(
                "The client_id does not exist here: it belongs to another environment or to a deleted session",
                "Use the credentials that this mock printed, or create a session and use its credentials")),
        ForHint(
            SecretHint.Padded, "The secret is enclosed in spaces or line breaks",
            "Trim the secret where it is read, for example from a file"),
        ForHint(
            SecretHint.Quoted, "Quotation marks were sent as part of the secret",
            "Remove the quotation marks from the setting; some .env parsers keep them"),
        ForHint(
            SecretHint.EncodedTwice, "The secret was encoded twice",
            "Encode it once: pass the raw secret to the library, which encodes it"),
        ForHint(
            SecretHint.NotEncoded, "The secret contains special characters (+ % & =) and was sent without encoding",
            "Let the library encode the value: + becomes %2B, % becomes %25, & becomes %26"),
        ForHint(SecretHint.OtherCase, "The secret differs only in upper and lower case", "Send the secret exactly as it was issued"),
        ForHint(
            SecretHint.Truncated, "The secret is truncated",
            "Check for a character at which the shell, the file or the URL cuts it: # & $ ' or a line break"),
        ForHint(SecretHint.TooLong, "The secret has extra characters at the end", "Send the secret exactly as it was issued"),
        ForHint(
            SecretHint.Base64, "The secret was sent base64-encoded",
            "Send it unencoded; only the complete credentials of a Basic header are base64-encoded"),
        ForHint(
            SecretHint.OfAnotherClient, "The secret belongs to another client", "Use a client_id and client_secret that belong together"),
        ForHint(SecretHint.IsClientId, "The client_id was sent as the secret", "Send the secret that belongs to it"),
        ForHint(
            SecretHint.Placeholder, "A placeholder was sent as the secret",
            "Use the secret that the mock printed or that the control API returned for the session"),
        new(
            Secret,
            _ => new(
                "The client exists, but the secret is wrong",
                "Use the secret that the mock printed or that the control API returned for the session; never send secrets of real "
                    + "systems to the mock")),
    ];

    private static DiagnosisRule ForHint(SecretHint hint, string text, string fix) =>
        new(Secret, refused => refused.Hints.Secret == hint ? new(text, fix) : null);

    private static string? Scheme(RefusedRequest refused) => refused.Http.Headers.First("Authorization")?.Split(' ')[0];

    private static string Cleaned(string id) => id.Trim().Trim('"', '\'').Trim();
}

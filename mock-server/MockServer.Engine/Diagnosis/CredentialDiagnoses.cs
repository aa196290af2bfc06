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
            ? new RequestDiagnosis("A Bearer header was sent to the token endpoint, which hands tokens out", "Leave the Authorization header out of token requests").Instead("Authorization: Bearer ...", "client_id and client_secret in the body")
            : null),
        new(Basic, refused => Scheme(refused) is { } scheme && scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            ? new RequestDiagnosis("What stands behind Basic is not base64 of 'client_id:client_secret'", "Encode id, colon and secret together, or send both in the body").Instead("Authorization: Basic ...", "Authorization: Basic base64(client_id:client_secret)")
            : null),
        new(Basic, _ => new("The Authorization header has another scheme than Basic", "Send client_id and client_secret in the body")),
        new([Id, Secret], refused => refused.Hints.IdIsSecret
            ? new RequestDiagnosis("client_id and client_secret are swapped", "Exchange the two values").Instead("client_id=<the secret>", "client_id=<the id>")
            : null),
        new("S2.client_id.missing", refused => TokenDiagnoses.Misnamed(refused, "client_id")),
        new("S2.client_id.missing", _ => new RequestDiagnosis("client_id is missing or empty", "Send it; look whether the setting or environment variable has a value").Instead("(no client_id)", "client_id=...")),
        new("S2.client_secret.", refused => TokenDiagnoses.Misnamed(refused, "client_secret")),
        new("S2.client_secret.missing", _ => new RequestDiagnosis("client_secret is missing", "Send it; look whether the setting or environment variable has a value").Instead("(no client_secret)", "client_secret=...")),
        new("S2.client_secret.empty", _ => new RequestDiagnosis("client_secret is empty", "Look whether the setting or environment variable has a value").Instead("client_secret=", "client_secret=...")),
        new(Id, refused => refused.ClientId is { } sent && Cleaned(sent) is var id && id != sent && refused.Clients.Contains(id)
            ? new RequestDiagnosis("Blanks, quotes or a line end stand around the client_id", "Trim the value where it is read, for example from a file or environment variable").Instead($"client_id='{sent}'", $"client_id='{id}'")
            : null),
        new(Id, refused => Placeholders.Is(refused.ClientId ?? "")
            ? new("A placeholder was sent as the client_id", "Put in the client_id that the mock printed, or that the control API gave for the session")
            : null),
        new(Id, refused => DidYouMean.Suggest(refused.ClientId ?? "", refused.Clients) is [var near, ..]
            ? new RequestDiagnosis("Nobody has this client_id; a similar one exists", $"Check the spelling: {near}").Instead($"client_id={refused.ClientId}", $"client_id={near}")
            : null),
        new(Id, _ => new("Nobody has this client_id here: it belongs to another environment, or to a session that is no more", "Use the credentials that this mock printed, or make a session and use its own")),
        ForHint(SecretHint.Padded, "Blanks or a line end stand around the secret", "Trim the secret where it is read, for example from a file"),
        ForHint(SecretHint.Quoted, "Quotation marks were sent as a part of the secret", "Take the quotes out of the setting; in an .env file they may count as letters"),
        ForHint(SecretHint.EncodedTwice, "The secret was encoded twice", "Encode it once: give the raw secret to the library, which encodes it"),
        ForHint(SecretHint.NotEncoded, "The secret has signs that a form changes (+ % & =), and was sent without encoding", "Let the library encode the value: + becomes %2B, % becomes %25, & becomes %26"),
        ForHint(SecretHint.OtherCase, "The secret is right but for the letter case", "Send it letter by letter as it was given"),
        ForHint(SecretHint.Truncated, "The end of the secret is missing", "Look for a sign at which the shell, the file or the URL cut it: # & $ ' or a line end"),
        ForHint(SecretHint.TooLong, "Something was appended to the secret", "Send it letter by letter as it was given"),
        ForHint(SecretHint.Base64, "The secret was sent in base64", "Send it as it is; only a Basic header is in base64, and as a whole"),
        ForHint(SecretHint.OfAnotherClient, "The secret belongs to another client", "Use client_id and client_secret of the same pair"),
        ForHint(SecretHint.IsClientId, "The client_id was sent as the secret", "Send the secret that belongs to it"),
        ForHint(SecretHint.Placeholder, "A placeholder was sent as the secret", "Put in the secret that the mock printed, or that the control API gave for the session"),
        new(Secret, _ => new("The client is known, and the secret is another one", "Use the secret that the mock printed, or that the control API gave for the session; secrets of real systems have no place here")),
    ];

    private static DiagnosisRule ForHint(SecretHint hint, string text, string fix) => new(Secret, refused => refused.Hints.Secret == hint ? new(text, fix) : null);

    private static string? Scheme(RefusedRequest refused) => refused.Http.Headers.First("Authorization")?.Split(' ')[0];

    private static string Cleaned(string id) => id.Trim().Trim('"', '\'').Trim();
}

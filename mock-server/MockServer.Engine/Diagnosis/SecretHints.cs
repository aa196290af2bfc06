using System.Text;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Compares a wrong secret with the active ones to recognize the mistake.</summary>
internal static class SecretHints
{
    private const int MinPartLength = 4;

    public static SecretHint Read(TokenRequest request, Session session)
    {
        if (request is not { Secret: { } sent, Client: { } client } || client.Accepts(sent))
        {
            return SecretHint.None;
        }

        var hint = client.Secrets.Select(live => Compare(sent, live)).FirstOrDefault(found => found != SecretHint.None);
        return hint != SecretHint.None ? hint
            : sent == client.Id ? SecretHint.IsClientId
            : IsSecret(sent, session) ? SecretHint.OfAnotherClient
            : Placeholders.Is(sent) ? SecretHint.Placeholder
            : SecretHint.None;
    }

    public static bool IsSecret(string? text, Session session) =>
        text is not null && session.Clients.Any(client => client.Accepts(text));

    private static SecretHint Compare(string sent, string live) => sent switch
    {
        _ when sent.Trim() == live => SecretHint.Padded,
        _ when sent.Trim('"', '\'') == live => SecretHint.Quoted,
        _ when Decoded(sent) == live || Decoded(Decoded(sent)) == live => SecretHint.EncodedTwice,
        _ when Decoded(live) == sent || Decoded(live.Split('&')[0]) == sent => SecretHint.NotEncoded,
        _ when sent.Equals(live, StringComparison.OrdinalIgnoreCase) => SecretHint.OtherCase,
        _ when sent.Length >= MinPartLength && live.StartsWith(sent, StringComparison.Ordinal) => SecretHint.Truncated,
        _ when sent.StartsWith(live, StringComparison.Ordinal) => SecretHint.TooLong,
        _ when sent == Convert.ToBase64String(Encoding.UTF8.GetBytes(live)) => SecretHint.Base64,
        _ => SecretHint.None,
    };

    private static string? Decoded(string? text) =>
        text is not null && PercentEncoding.TryDecode(text, plusIsSpace: true, out var decoded) && decoded != text ? decoded : null;
}

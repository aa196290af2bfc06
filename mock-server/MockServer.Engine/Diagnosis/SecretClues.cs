using System.Text;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Compares a wrong secret with the live ones, to tell how it went wrong.</summary>
internal static class SecretClues
{
    private const int ShortestPart = 4;

    public static SecretClue Of(TokenRequest request, Session session)
    {
        if (request is not { Secret: { } sent, Client: { } client } || client.Accepts(sent))
        {
            return SecretClue.None;
        }

        var clue = client.Secrets.Select(live => Compare(sent, live)).FirstOrDefault(found => found != SecretClue.None);
        return clue != SecretClue.None ? clue
            : sent == client.Id ? SecretClue.IsClientId
            : IsSecret(sent, session) ? SecretClue.OfAnotherClient
            : Placeholders.Is(sent) ? SecretClue.Placeholder
            : SecretClue.None;
    }

    public static bool IsSecret(string? text, Session session) =>
        text is not null && session.Clients.Any(client => client.Accepts(text));

    private static SecretClue Compare(string sent, string live) => sent switch
    {
        _ when sent.Trim() == live => SecretClue.Padded,
        _ when sent.Trim('"', '\'') == live => SecretClue.Quoted,
        _ when Decoded(sent) == live || Decoded(Decoded(sent)) == live => SecretClue.EncodedTwice,
        _ when Decoded(live) == sent || Decoded(live.Split('&')[0]) == sent => SecretClue.NotEncoded,
        _ when sent.Equals(live, StringComparison.OrdinalIgnoreCase) => SecretClue.OtherCase,
        _ when sent.Length >= ShortestPart && live.StartsWith(sent, StringComparison.Ordinal) => SecretClue.Truncated,
        _ when sent.StartsWith(live, StringComparison.Ordinal) => SecretClue.TooLong,
        _ when sent == Convert.ToBase64String(Encoding.UTF8.GetBytes(live)) => SecretClue.Base64,
        _ => SecretClue.None,
    };

    private static string? Decoded(string? text) =>
        text is not null && PercentEncoding.TryDecode(text, plusIsSpace: true, out var decoded) && decoded != text ? decoded : null;
}

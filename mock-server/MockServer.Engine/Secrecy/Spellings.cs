using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartnerApi.Mock.Secrecy;

/// <summary>The ways in which one secret may be written down: as it is, percent-encoded, form-encoded, in JSON, in base64.</summary>
internal static class Spellings
{
    private const int ShortestCore = 6;

    public static ImmutableArray<string> Of(string secret)
    {
        string[] plain =
        [
            secret,
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            JsonEncodedText.Encode(secret).ToString(),
            JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        ];
        return
        [
            .. plain.Concat(plain.Take(3).SelectMany(Base64)).Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>What base64 makes of a text wherever it starts within three bytes, without the letters that its neighbours share.</summary>
    public static IEnumerable<string> Base64(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var shift = 0; shift < 3; shift++)
        {
            var encoded = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            var first = ((shift * 8) + 5) / 6;
            var core = encoded[first..(((shift + bytes.Length) * 8) / 6)];
            if (core.Length >= ShortestCore)
            {
                yield return core;
                yield return core.Replace('+', '-').Replace('/', '_');
            }
        }
    }
}

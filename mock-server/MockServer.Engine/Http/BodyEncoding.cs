using System.Buffers.Text;
using System.Text.Unicode;

namespace PartnerApi.Mock.Http;

/// <summary>Recognizes bodies that are encoded in another way than the endpoint reads them.</summary>
public static class BodyEncoding
{
    private const int MinBase64 = 8;

    /// <summary>The content codings of a request apart from <c>identity</c> (RFC 9110, section 8.4).</summary>
    /// <param name="request">The request.</param>
    /// <returns>The field's value; null when the body is sent as it is.</returns>
    public static string? ContentCoding(ApiRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Body.IsEmpty || request.Headers.First("Content-Encoding") is not { } coding)
        {
            return null;
        }

        return coding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(name => name.Equals("identity", StringComparison.OrdinalIgnoreCase))
            ? null
            : coding;
    }

    /// <summary>Says how a body is encoded, judging by its first bytes.</summary>
    /// <param name="body">The body.</param>
    /// <returns>For example <c>compressed with gzip</c>; null when it looks like UTF-8 text.</returns>
    public static string? Describe(ReadOnlySpan<byte> body) => body switch
    {
        [0x1F, 0x8B, ..] => "compressed with gzip",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "compressed with zstd",
        [0x78, 0x01 or 0x5E or 0x9C or 0xDA, ..] when !Utf8.IsValid(body) => "compressed with deflate (zlib)",
        [0x50, 0x4B, 0x03, 0x04, ..] => "a ZIP archive",
        [0xFF, 0xFE, 0x00, 0x00, ..] or [0x00, 0x00, 0xFE, 0xFF, ..] or [_, 0x00, 0x00, 0x00, ..] or [0x00, 0x00, 0x00, _, ..] =>
            "encoded in UTF-32",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [not 0x00, 0x00, ..] or [0x00, not 0x00, ..] => "encoded in UTF-16",
        _ when !Utf8.IsValid(body) => "not UTF-8 text (another encoding, or compressed)",
        [(byte)'%', (byte)'7', (byte)'B' or (byte)'b', ..] or [(byte)'%', (byte)'5', (byte)'B' or (byte)'b', ..] => "percent-encoded",
        { Length: >= MinBase64 } when IsBase64(body) => "encoded in base64",
        _ => null,
    };

    // The base64 form of an object or an array, which begins with one of these letters.
    private static bool IsBase64(ReadOnlySpan<byte> body) =>
        body[0] is (byte)'e' or (byte)'W' or (byte)'I' or (byte)'C' && Base64.IsValid(body);
}

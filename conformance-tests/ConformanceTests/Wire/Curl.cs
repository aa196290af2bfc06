using System.Globalization;
using System.Text;

namespace PartnerApi.Conformance.Wire;

/// <summary>
/// A curl line (bash) that sends the same request. Secrets are shell variables: <c>$CLIENT_SECRET</c>, <c>$ACCESS_TOKEN</c>,
/// and with <c>_ENCODED</c> behind the name where the request carries the value percent-encoded.
/// </summary>
public static class Curl
{
    // Linux takes no longer argument than 128 KiB, in which each byte may need four characters.
    private const int LongestArgument = 30_000;

    /// <summary>Writes the line.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="redactor">Knows the secrets.</param>
    /// <returns>One line for bash.</returns>
    public static string Line(WireRequest request, Redactor redactor)
    {
        var line = new StringBuilder("curl -sS -i -X ").Append(request.Method);
        foreach (var header in request.Headers)
        {
            line.Append(" -H ").Append(Word(HeaderText(header), redactor));
        }

        if (request.Body is { } body)
        {
            AppendBody(line, request, body, redactor);
        }

        return Feed(request) + line.Append(' ').Append(Word(request.Uri.AbsoluteUri, redactor));
    }

    // A long body that is one byte over and over can be made again on the spot; any other has to be saved first.
    private static string Feed(WireRequest request) => request.Body is { Length: > LongestArgument } body && IsOneByte(body.Span)
        ? string.Create(CultureInfo.InvariantCulture, $"head -c {body.Length} /dev/zero | tr '\\0' '\\{Convert.ToString(body.Span[0], 8)}' | ")
        : "";

    private static bool IsOneByte(ReadOnlySpan<byte> body) => body.IndexOfAnyExcept(body[0]) < 0;

    // curl drops a header without value unless it ends in a semicolon, and takes a bare "Name:" as "do not send", also with blanks
    // behind it; blanks around a value are no part of it (RFC 9110, section 5.5).
    private static string HeaderText(WireHeader header) =>
        header.Value.Trim(' ', '\t').Length == 0 ? header.Name + ";" : header.Name + ":" + (header.Verbatim ? "" : " ") + header.Value;

    private static void AppendBody(StringBuilder line, WireRequest request, ReadOnlyMemory<byte> body, Redactor redactor)
    {
        if (!request.Headers.Any(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            line.Append(" -H 'Content-Type:'");
        }

        if (body.Length > LongestArgument)
        {
            line.Append(" --data-binary ").Append(IsOneByte(body.Span) ? "@-" : "@body.bin");
            return;
        }

        line.Append(" --data-raw ").Append(Word(Latin1IfBinary(body.Span, out var binary), redactor, binary));
    }

    private static string Latin1IfBinary(ReadOnlySpan<byte> body, out bool binary)
    {
        binary = !System.Text.Unicode.Utf8.IsValid(body);
        return (binary ? Encoding.Latin1 : Encoding.UTF8).GetString(body);
    }

    private static string Word(string text, Redactor redactor, bool binary = false)
    {
        var words = redactor.Split(text)
            .Where(piece => piece.Text.Length > 0)
            .Select(piece => piece.Form is { } form ? $"\"{form.Shell}\"" : Quoted(piece.Text, binary));
        var word = string.Concat(words);
        return word.Length == 0 ? "''" : word;
    }

    private static string Quoted(string text, bool binary) =>
        text.Any(c => char.IsControl(c) || (binary && c > '~')) ? AnsiC(text) : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string AnsiC(string text) => "$'" + string.Concat(text.Select(c => c switch
    {
        '\'' or '\\' => "\\" + c,
        < ' ' or (> '~' and <= '\u00ff') => "\\x" + ((int)c).ToString("x2", CultureInfo.InvariantCulture),
        _ => c.ToString(),
    })) + "'";
}

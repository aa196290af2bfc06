using System.Globalization;
using System.Text;
using System.Text.Unicode;
using PartnerApi.Mock.Secrecy;

namespace PartnerApi.Mock.Journal;

/// <summary>Text for a POSIX shell: nothing in it is carried out, and nothing in it hides.</summary>
internal static class ShellText
{
    /// <summary>A text in quotes; signs that cannot be seen are printed by their numbers.</summary>
    public static string Of(string text)
    {
        var quoted = new StringBuilder("'", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value == '\'' ? quoted.Append(@"'\''")
                : rune.Value == '\r' || VisibleText.IsHidden(rune) ? quoted.Append(CultureInfo.InvariantCulture, $"'\"$(printf '{Octal(rune)}')\"'")
                : quoted.Append(rune.ToString());
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>Whether bytes can be an argument of a program: text in UTF-8 without NUL.</summary>
    public static bool Fits(ReadOnlySpan<byte> bytes) => !bytes.Contains((byte)0) && Utf8.IsValid(bytes);

    /// <summary>Bytes for <c>printf '%b'</c>, in quotes.</summary>
    public static string Escaped(ReadOnlySpan<byte> bytes)
    {
        var escaped = new StringBuilder("'", bytes.Length + 2);
        foreach (var letter in bytes)
        {
            _ = letter is < 0x20 or >= 0x7f or (byte)'\'' or (byte)'\\'
                ? escaped.Append("\\0").Append(Octal(letter))
                : escaped.Append((char)letter);
        }

        return escaped.Append('\'').ToString();
    }

    /// <summary>A line in which shell variables stand for what was masked: <c>TOKEN</c>, <c>SECRET</c>, <c>CREDENTIALS</c>, then <c>TOKEN_2</c> and so on, since two may differ.</summary>
    public static string Unmasked(string line) =>
        Numbered(Numbered(Numbered(line, SecretSet.SecretMask, "SECRET"), SecretSet.TokenMask, "TOKEN"), RedactedRequest.CredentialsMask, "CREDENTIALS");

    // In double quotes between the single ones, so that the shell puts the value in.
    private static string Numbered(string line, string mask, string name)
    {
        var pieces = line.Split(mask);
        var whole = new StringBuilder(pieces[0]);
        for (var number = 1; number < pieces.Length; number++)
        {
            whole.Append(CultureInfo.InvariantCulture, $"'\"${name}{(number == 1 ? "" : $"_{number}")}\"'").Append(pieces[number]);
        }

        return whole.ToString();
    }

    private static string Octal(Rune rune) => string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(letter => "\\" + Octal(letter)));

    private static string Octal(byte letter) => Convert.ToString(letter, 8).PadLeft(3, '0');
}

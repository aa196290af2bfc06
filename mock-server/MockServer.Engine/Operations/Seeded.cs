using System.Globalization;
using System.Text;
using PartnerApi.Fixtures.Generation;

namespace PartnerApi.Mock.Operations;

/// <summary>Values that follow from a text: the same question has the same answer, in every mock and after every restart.</summary>
/// <param name="text">The text.</param>
internal readonly struct Seeded(string text)
{
    // FNV-1a.
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>A whole number from 0 up to, not including, a bound.</summary>
    public int Number(string purpose, int bound) => (int)(Hash(purpose) % (ulong)bound);

    /// <summary>A number of decimal digits.</summary>
    public string Digits(string purpose, int count)
    {
        var digits = new StringBuilder();
        for (var part = 0; digits.Length < count; part++)
        {
            digits.Append(Hash($"{purpose} {part}").ToString("D20", CultureInfo.InvariantCulture)[2..]);
        }

        return digits.ToString(0, count);
    }

    /// <summary>A German IBAN with right check digits (ISO 13616).</summary>
    public string Iban()
    {
        var account = Digits("iban", 18);
        return $"DE{CheckDigits.Mod97(account + "DE")}{account}";
    }

    /// <summary>The BIC of a bank that does not exist (ISO 9362).</summary>
    public static string Bic(string country) => $"MOCK{country}FF";

    /// <summary>A price in euro.</summary>
    public double Price() => Math.Round(5 + (Number("price", 49_500) / 100.0), 2);

    private ulong Hash(string purpose)
    {
        var hash = Basis;
        foreach (var octet in Encoding.UTF8.GetBytes($"{purpose}\n{text}"))
        {
            hash = unchecked((hash ^ octet) * Prime);
        }

        // The lowest bits of FNV depend on few bits of the input.
        return hash ^ (hash >> 32);
    }
}

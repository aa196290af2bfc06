using System.Globalization;
using CsCheck;

namespace PartnerApi.Properties;

/// <summary>
/// How many cases each property is tried on: <c>PROPERTY_CASES</c>, else 100,000 where <c>CI</c> is true and 1,000 elsewhere.
/// A failure prints the seed of its case; <c>CsCheck_Seed</c> tries that case first.
/// </summary>
internal static class PropertyCases
{
    public static long Count { get; } = Environment.GetEnvironmentVariable("PROPERTY_CASES") is { Length: > 0 } count
        ? long.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("CI") == "true" ? 100_000 : 1_000;

    /// <summary>Holds a property to every case.</summary>
    public static void All<T>(this Gen<T> cases, Func<T, bool> holds, Func<T, string>? print = null) =>
        cases.Sample(holds, iter: Count, print: print);

    /// <summary>Holds a property to every case, where what is dear to make is made once for a hundred of them.</summary>
    public static void All<TMade, T>(this Gen<TMade> made, Gen<T> cases, Func<TMade, Func<T, bool>> holds) =>
        Gen.Select(made, cases.Array[Batch]).Sample(batch => batch.Item2.All(holds(batch.Item1)), iter: Math.Max(1, Count / Batch));

    private const int Batch = 100;
}

using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Mutants.Matrix;

/// <summary>
/// Every check that the suite makes against the unbroken mock, and how often: kept in the repository, so that a check cannot go, or be
/// made on fewer operations, without a line of the register going too.
/// </summary>
public static class CheckRegister
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>The register as it is in the repository.</summary>
    /// <returns>Checks, each with the number of times that a run makes it.</returns>
    public static ImmutableSortedDictionary<string, int> Read() => EmbeddedJson.Read<int>("checks.json");

    /// <summary>What a run would have the register say.</summary>
    /// <param name="run">The run.</param>
    /// <returns>Checks, each with the number of times that the run made it.</returns>
    public static ImmutableSortedDictionary<string, int> Count(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Checks.CountBy(check => CheckKey.From(check).ToString()).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>Writes a register as the repository keeps it.</summary>
    /// <param name="register">The register.</param>
    /// <returns>JSON, lines ended by a line feed.</returns>
    public static string Text(ImmutableSortedDictionary<string, int> register) =>
        JsonSerializer.Serialize(register, Json).ReplaceLineEndings("\n") + "\n";

    /// <summary>Where the checks of a run are not those of the register.</summary>
    /// <param name="register">The register.</param>
    /// <param name="made">What a run made.</param>
    /// <returns>Each difference, in words.</returns>
    public static IEnumerable<string> Differences(ImmutableSortedDictionary<string, int> register, ImmutableSortedDictionary<string,
        int> made) =>
    [
        .. register.Keys.Except(made.Keys).Select(check => $"the check '{check}' is in the register and did not run"),
        .. made.Keys.Except(register.Keys).Select(check => $"the check '{check}' ran and is not in the register"),
        .. register.Where(row => made.TryGetValue(row.Key, out var times) && times != row.Value)
            .Select(row => $"the check '{row.Key}' ran {made[row.Key]} times; the register says {row.Value}"),
    ];
}

/// <summary>Why a check kills no mutant of ours, check by check: written down, or the matrix fails.</summary>
internal static class Justifications
{
    /// <summary>The reasons as they are in the repository.</summary>
    /// <returns>Reasons, by check.</returns>
    public static ImmutableSortedDictionary<string, string> Read() => EmbeddedJson.Read<string>("justifications.json");
}

internal static class EmbeddedJson
{
    public static ImmutableSortedDictionary<string, T> Read<T>(string name)
    {
        using var stream = typeof(EmbeddedJson).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<Dictionary<string, T>>(stream)!.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace PartnerApi.Conformance.Proof.Matrix;

/// <summary>The matrix as JSON: for programs, and between the processes that share the work.</summary>
internal static class MatrixFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = false,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static void Write(string path, KillMatrix matrix) => File.WriteAllText(path, JsonSerializer.Serialize(matrix, Json));

    public static KillMatrix Read(string path) => JsonSerializer.Deserialize<KillMatrix>(File.ReadAllText(path), Json)!;

    /// <summary>Puts shares together again.</summary>
    public static KillMatrix Join(IReadOnlyCollection<KillMatrix> shares) => new(
        shares.First().Checks,
        [.. shares.SelectMany(share => share.Trials)],
        [.. shares.SelectMany(share => share.FalseAlarms)],
        [.. shares.SelectMany(share => share.Loosenings)],
        [.. shares.SelectMany(share => share.BaselineFaults).Distinct()],
        [.. shares.SelectMany(share => share.RegisterFaults).Distinct()],
        shares.First().Justifications)
    {
        Elsewhere = [.. shares.SelectMany(share => share.Elsewhere).GroupBy(other => other.Contract).Select(Join)],
    };

    private static OtherContract Join(IGrouping<string, OtherContract> parts) =>
        new(parts.Key, [.. parts.SelectMany(part => part.BaselineFaults).Distinct()], [.. parts.SelectMany(part => part.Trials)]);
}

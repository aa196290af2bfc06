using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Waivers;

/// <summary>Reads and writes files of waivers.</summary>
public static class WaiverFile
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a file and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalogue">The requirements that entries may name.</param>
    /// <param name="today">The day, in UTC.</param>
    /// <returns>The waivers, all valid today.</returns>
    /// <exception cref="FixtureException">The file cannot be read, or an entry is malformed.</exception>
    /// <exception cref="TargetException">An entry has expired or violates another rule; the exception lists all of them.</exception>
    public static ImmutableArray<Waiver> Read(string path, RequirementCatalogue catalogue, DateOnly today)
    {
        var waivers = Document(path).Waivers;
        var mistakes = waivers
            .SelectMany((waiver, index) =>
                WaiverRules.Mistakes(waiver, catalogue, today).Select(mistake => $"{path}#/waivers/{index}{mistake}"))
            .ToImmutableArray();
        return mistakes.IsEmpty ? waivers : throw new TargetException(mistakes);
    }

    /// <summary>Appends an entry; creates the file when it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="waiver">The entry.</param>
    /// <exception cref="FixtureException">The file is not a list of waivers.</exception>
    public static void Append(string path, Waiver waiver)
    {
        var old = File.Exists(path) ? Document(path) : new WaiverDocument { Waivers = [] };
        var fresh = path + ".new";
        File.WriteAllText(fresh, Text(old with { Waivers = old.Waivers.Add(waiver) }) + "\n");
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>An entry as JSON.</summary>
    /// <param name="waiver">The entry.</param>
    /// <returns>JSON text.</returns>
    public static string Text(Waiver waiver) => JsonSerializer.Serialize(waiver, Written);

    private static string Text(WaiverDocument document) => JsonSerializer.Serialize(document, Written);

    private static WaiverDocument Document(string path) => StrictJson.FromFile<WaiverDocument>(path);
}

/// <summary>The file as it is written.</summary>
internal sealed record WaiverDocument
{
    /// <summary>For editors only.</summary>
    [JsonPropertyName("$schema"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Schema { get; init; }

    /// <summary>The entries.</summary>
    public required ImmutableArray<Waiver> Waivers { get; init; }
}

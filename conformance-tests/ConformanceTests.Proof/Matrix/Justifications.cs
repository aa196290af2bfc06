using System.Collections.Immutable;
using System.Text.Json;

namespace PartnerApi.Conformance.Proof.Matrix;

/// <summary>Why a check kills no mutant of ours, check by check: written down, or the proof fails.</summary>
internal static class Justifications
{
    public static ImmutableSortedDictionary<string, string> Read()
    {
        using var stream = typeof(Justifications).Assembly.GetManifestResourceStream("justifications.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}

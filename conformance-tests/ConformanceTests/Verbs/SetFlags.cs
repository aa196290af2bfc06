using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.Verbs;

// The flags --set KEY=VALUE, which stand above every other source of settings.
internal static class SetFlags
{
    public static Dictionary<string, string?> Read(string[] set)
    {
        var flags = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in set)
        {
            var parts = one.Split('=', 2);
            flags[parts[0].Replace('/', ':').Replace('.', ':')] = parts.Length == 2 ? parts[1] : throw new TargetException([$"--set {one}: wanted is KEY=VALUE"]);
        }

        return flags;
    }
}

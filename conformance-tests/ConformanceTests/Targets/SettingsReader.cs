using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Targets;

// Reads one setting at a time and goes on after a mistake, so that the user hears of all of them at once.
internal sealed partial class SettingsReader(IConfigurationRoot configuration, string file)
{
    public const string EnvironmentPrefix = "PARTNER_API__";

    private readonly List<string> _mistakes = [];
    private readonly HashSet<string> _known = new(["$schema"], StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Known => _known;

    public string? Text(string key)
    {
        _known.Add(key);
        return configuration[key] is { } value && value.Trim().Length > 0 ? value : null;
    }

    public string Required(string key, string what)
    {
        if (Text(key) is { } value)
        {
            return value;
        }

        _mistakes.Add($"{FilePlace(key)} is missing: {what} (environment: {EnvironmentName(key)})");
        return "";
    }

    public Uri? Address(string key, bool required = false)
    {
        if (Text(key) is not { } text)
        {
            if (required)
            {
                Required(key, "an address such as https://api.example.com");
            }

            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
        {
            return address;
        }

        Mistake(key, $"is '{text}', wanted is an http or https address without credentials");
        return null;
    }

    public int Number(string key, int otherwise, int least, int most)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Mistake(key, $"is '{text}', wanted is a whole number from {least} to {most}");
        return otherwise;
    }

    public int? Limit(string key, int least, int most) => Text(key) is null ? null : Number(key, most, least, most);

    public string? Secret(string key)
    {
        RefuseInFile(key);
        return Text(key);
    }

    public string? ExistingFile(string key)
    {
        if (Text(key) is { } path && !File.Exists(path))
        {
            Mistake(key, $"is '{path}', and there is no such file");
        }

        return Text(key);
    }

    // The names below a map; for whoever asks what there is, a star.
    public ImmutableArray<string> Children(string key)
    {
        var children = configuration.GetSection(key).GetChildren().Select(child => child.Key).ToImmutableArray();
        return children.IsEmpty && !configuration.Providers.Any() ? ["*"] : children;
    }

    public T Word<T>(string key, T otherwise)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<T>(text, ignoreCase: true);
        }

        Mistake(key, $"is '{text}', wanted is {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");
        return otherwise;
    }

    public ImmutableArray<string> List(string key, Func<string, bool>? fits = null, string wanted = "")
    {
        _known.Add(key);
        var items = configuration.GetSection(key).GetChildren().ToImmutableArray();
        _known.UnionWith(items.Select(item => item.Path));
        foreach (var item in items.Where(item => item.Value is null || fits?.Invoke(item.Value) == false))
        {
            Mistake(item.Path, $"is '{item.Value}', wanted is {(wanted.Length == 0 ? "a text" : wanted)}");
        }

        return [.. items.Select(item => item.Value).OfType<string>()];
    }

    private void RefuseInFile(string key)
    {
        if (configuration.Providers.OfType<JsonConfigurationProvider>().Any(json => IsFile(json) && json.TryGet(key, out _)))
        {
            _mistakes.Add($"{FilePlace(key)} must not be in the file: put the secret into {EnvironmentName(key)}, into user secrets or into a mounted file");
        }
    }

    public void Mistake(string key, string what) => _mistakes.Add($"{Place(key)} {what}");

    public void Finish()
    {
        var groups = _known.SelectMany(Prefixes).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, _) in configuration.AsEnumerable().Where(pair => !_known.Contains(pair.Key) && !groups.Contains(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var near = Nearest.To(key, _known);
            _mistakes.Add($"{Place(key)} is no setting{(near.IsEmpty ? "" : $"; did you mean {near[0].Replace(':', '/')}?")}");
        }

        if (_mistakes.Count > 0)
        {
            throw new TargetException([.. _mistakes]);
        }
    }

    // The settings' own words for the source that had the last word.
    private string Place(string key) => configuration.Providers.Reverse().FirstOrDefault(provider => provider.TryGet(key, out _)) switch
    {
        EnvironmentVariablesConfigurationProvider => EnvironmentName(key),
        MemoryConfigurationProvider => $"--set {key}",
        KeyPerFileConfigurationProvider => $"the file {key.Replace(":", "__", StringComparison.Ordinal)} of the secrets folder",
        JsonConfigurationProvider json when !IsFile(json) => $"the user secret {key}",
        _ => FilePlace(key),
    };

    private bool IsFile(JsonConfigurationProvider json) => Path.GetFileName(json.Source.Path) == Path.GetFileName(file);

    private string FilePlace(string key) => $"{file}#/{key.Replace(':', '/')}";

    private static string EnvironmentName(string key) =>
        EnvironmentPrefix + Separator().Replace(key.ToUpperInvariant(), "__");

    private static IEnumerable<string> Prefixes(string key)
    {
        for (var at = key.IndexOf(':', StringComparison.Ordinal); at >= 0; at = key.IndexOf(':', at + 1))
        {
            yield return key[..at];
        }
    }

    [GeneratedRegex(":")]
    private static partial Regex Separator();
}

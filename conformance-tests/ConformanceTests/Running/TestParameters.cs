using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Running;

/// <summary>
/// What a test run gets to know about its target: the parameters of a <c>.runsettings</c> file, then those of <c>--test-parameter</c>; the
/// later one wins. They are read before NUnit starts, because the contract decides which tests there are.
/// </summary>
/// <param name="values">The parameters.</param>
/// <param name="folder">The folder of the <c>.runsettings</c> file; null for none.</param>
internal sealed class TestParameters(ImmutableDictionary<string, string> values, string? folder)
{
    /// <summary>The environment variable that names a target file, when no parameter does.</summary>
    public const string TargetVariable = "PARTNER_API_TARGET";

    private const string SettingsOption = "--settings";
    private const string ParameterOption = "--test-parameter";

    // Set by IDEs and by dotnet test.
    private const string SettingsVariable = "TESTINGPLATFORM_VSTESTBRIDGE_RUNSETTINGS_FILE";

    private static readonly string[] Own = ["target", "contract", "mock", "strict", "seed", "waivers"];

    /// <summary>Which deployment is tested. Parameters that name no option of the run are settings of the target file.</summary>
    public DeploymentOptions Deployment => new()
    {
        File = PathOf("target") ?? Environment.GetEnvironmentVariable(TargetVariable),
        Contract = values.GetValueOrDefault("contract"),
        Mock = PathOf("mock"),
        Flags = values.Where(value => !Own.Contains(value.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(
            value => value.Key.Replace("__", ":", StringComparison.Ordinal).Replace('.', ':'),
            string? (value) => value.Value,
            StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>Reads the arguments of the test program.</summary>
    /// <param name="args">The arguments; the platform reads them as well.</param>
    /// <returns>The parameters.</returns>
    /// <exception cref="TargetException">The file, or a parameter, cannot be used.</exception>
    public static TestParameters Read(string[] args)
    {
        var file = Values(args, SettingsOption).LastOrDefault() ?? Environment.GetEnvironmentVariable(SettingsVariable);
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in string.IsNullOrEmpty(file) ? [] : InFile(file))
        {
            values[name] = value;
        }

        foreach (var parameter in Values(args, ParameterOption))
        {
            var parts = parameter.Split('=', 2);
            values[parts[0].Trim()] = parts.Length == 2
                ? parts[1]
                : throw new TargetException([$"{ParameterOption} {parameter}; expected NAME=VALUE"]);
        }

        return new(values.ToImmutable(), string.IsNullOrEmpty(file) ? null : Path.GetDirectoryName(Path.GetFullPath(file)));
    }

    /// <summary>The options of the run.</summary>
    /// <param name="time">The clock that waivers are compared with.</param>
    /// <returns>The options.</returns>
    /// <exception cref="TargetException">A parameter cannot be used.</exception>
    public RunOptions Options(TimeProvider time) => new()
    {
        Strict = Read<bool>("strict", "true or false", text => bool.TryParse(text, out var flag) ? flag : null, false),
        Seed = Read<int>(
            "seed",
            "a whole number",
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            RunOptions.NewSeed()),
        Waivers = PathOf("waivers") is { } file
            ? WaiverFile.Read(file, RequirementsFile.Embedded(), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))
            : [],
    };

    private static IEnumerable<(string Name, string Value)> InFile(string file)
    {
        try
        {
            return
            [
                .. XDocument.Load(file).Descendants("TestRunParameters").Elements("Parameter")
                    .Select(parameter => ((string?)parameter.Attribute("name") ?? "", (string?)parameter.Attribute("value") ?? "")),
            ];
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
        {
            throw new TargetException([$"{file}: {error.Message}"]);
        }
    }

    // --option value, --option:value or --option=value; --test-parameter takes several values.
    private static IEnumerable<string> Values(string[] args, string option)
    {
        for (var at = 0; at < args.Length; at++)
        {
            if (args[at] == option)
            {
                while (at + 1 < args.Length && !args[at + 1].StartsWith('-'))
                {
                    yield return args[++at];
                }
            }
            else if (args[at].StartsWith(option, StringComparison.Ordinal) && args[at][option.Length] is ':' or '=')
            {
                yield return args[at][(option.Length + 1)..];
            }
        }
    }

    // A path of the file may be relative to it, as paths of a target file are.
    private string? PathOf(string name)
    {
        if (values.GetValueOrDefault(name) is not { Length: > 0 } path)
        {
            return null;
        }

        return folder is not null && !File.Exists(path) && File.Exists(Path.Combine(folder, path)) ? Path.Combine(folder, path) : path;
    }

    private T Read<T>(string name, string expected, Func<string, T?> read, T fallback)
        where T : struct
    {
        if (values.GetValueOrDefault(name) is not { Length: > 0 } text)
        {
            return fallback;
        }

        return read(text) ?? throw new TargetException([$"the test parameter {name} is \"{text}\"; expected {expected}"]);
    }
}

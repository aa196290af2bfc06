using Microsoft.Extensions.Configuration;
using PartnerApi.Settings;

namespace PartnerApi.Conformance.Targets;

/// <summary>
/// Reads a target's settings: the file, then secrets on disk, then <c>PARTNER_API__…</c> of the environment, then flags;
/// the later one wins.
/// </summary>
public static class TargetFile
{
    /// <summary>The environment variable with a folder that has one secret per file, as containers mount them.</summary>
    public const string SecretsFolder = "PARTNER_API_SECRETS";

    /// <summary>Default id of the user secrets.</summary>
    public const string UserSecrets = "partner-api-conformance";

    private static readonly SettingsDescription Described = SettingsDescription.For<TargetFileSettings>();

    /// <summary>The settings of a target file.</summary>
    public static SettingsDescription Description => Described;

    /// <summary>Reads a target file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="flags">Settings of <c>--set</c>, by their path such as <c>credentials:clientId</c>.</param>
    /// <param name="options">Settings that have an option of the command line, by their path.</param>
    /// <returns>The settings, and a notice for each earlier name of a setting.</returns>
    /// <exception cref="TargetException">A setting cannot be used; the exception lists every mistake.</exception>
    public static SettingsResult<TargetSettings> Read(
        string path,
        IReadOnlyDictionary<string, string?>? flags = null,
        IReadOnlyDictionary<string, string?>? options = null)
    {
        if (!File.Exists(path))
        {
            throw new TargetException([$"{path}: there is no such file"]);
        }

        try
        {
            var (userSecrets, secretsFolder) = FindSecrets(path, flags ?? None, options ?? None);
            var sources = new SettingsSources(Description).AddFile(path).AddUserSecrets(userSecrets);
            if (secretsFolder is not null)
            {
                sources.AddKeyPerFile(secretsFolder);
            }

            return Read(sources.AddEnvironment().AddValues(flags ?? None, key => $"--set {key}").AddOptions(options ?? None), path);
        }
        catch (Exception error) when (error is InvalidDataException or FormatException)
        {
            throw new TargetException([$"{path}: {error.GetBaseException().Message}"]);
        }
    }

    /// <summary>Reads settings from any sources.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="file">The target file; its folder is the start of relative paths.</param>
    /// <returns>The settings, and a notice for each earlier name of a setting.</returns>
    /// <exception cref="TargetException">A setting cannot be used; the exception lists every mistake.</exception>
    public static SettingsResult<TargetSettings> Read(SettingsSources sources, string file)
    {
        try
        {
            var read = new SettingsReader(sources).Read<TargetFileSettings>();
            return new(read.Settings.ToSettings(file), read.Notices);
        }
        catch (SettingsException error)
        {
            throw new TargetException([.. error.Mistakes]);
        }
    }

    private static Dictionary<string, string?> None { get; } = [];

    // They say where further settings come from, so they are read first.
    private static (string UserSecrets, string? Folder) FindSecrets(
        string path, IReadOnlyDictionary<string, string?> flags, IReadOnlyDictionary<string, string?> options)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(path), optional: false)
            .AddEnvironmentVariables(TargetFileSettings.EnvironmentPrefix)
            .AddInMemoryCollection(flags)
            .AddInMemoryCollection(options)
            .Build();
        var folder = WithoutLineEnd(configuration["secretsFolder"] ?? Environment.GetEnvironmentVariable(SecretsFolder));
        if (string.IsNullOrWhiteSpace(folder))
        {
            folder = null;
        }
        else if (!Directory.Exists(folder))
        {
            throw new TargetException([$"{path}: the folder that secretsFolder or {SecretsFolder} names is missing"]);
        }

        return (WithoutLineEnd(configuration["userSecrets"]) is { Length: > 0 } id ? id : UserSecrets, folder);
    }

    private static string? WithoutLineEnd(string? text) => text?.TrimEnd('\r', '\n');
}

using Microsoft.Extensions.Configuration;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Targets;

/// <summary>
/// Reads a target's settings: the file, then secrets on disk, then <c>PARTNER_API__…</c> of the environment, then flags;
/// the later one wins.
/// </summary>
public static class TargetFile
{
    /// <summary>The environment variable that names a folder with one secret per file, as containers mount them.</summary>
    public const string SecretsFolder = "PARTNER_API_SECRETS";

    /// <summary>Id of the user secrets that are read when none is named.</summary>
    public const string UserSecrets = "partner-api-conformance";

    /// <summary>Reads a target file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="flags">Settings of the command line, by their path such as <c>credentials:clientId</c>.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="TargetException">Something is wrong; the exception tells every mistake at once.</exception>
    public static TargetSettings Read(string path, IReadOnlyDictionary<string, string?>? flags = null)
    {
        try
        {
            var sources = Sources(new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false), flags).Build();
            var secrets = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(path), optional: false)
                .AddUserSecrets(sources["userSecrets"] ?? UserSecrets);
            if ((sources["secretsFolder"] ?? Environment.GetEnvironmentVariable(SecretsFolder)) is { Length: > 0 } folder)
            {
                secrets.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
            }

            return From(Sources(secrets, flags).Build(), path);
        }
        catch (FileNotFoundException)
        {
            throw new TargetException([$"{path}: there is no such file"]);
        }
        catch (DirectoryNotFoundException)
        {
            throw new TargetException([File.Exists(path) ? $"{path}: the folder that secretsFolder or {SecretsFolder} names is missing" : $"{path}: there is no such file"]);
        }
        catch (Exception error) when (error is InvalidDataException or FormatException)
        {
            throw new TargetException([$"{path}: {error.GetBaseException().Message}"]);
        }
    }

    /// <summary>Makes settings of any configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="file">The name that messages give to its file.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="TargetException">Something is wrong; the exception tells every mistake at once.</exception>
    public static TargetSettings From(IConfigurationRoot configuration, string file)
    {
        var read = new SettingsReader(configuration, file);
        var settings = Settings(read, file);
        read.Finish();
        return settings;
    }

    // Every setting that there is; in an array or a map, with a star for the index.
    internal static IEnumerable<string> Keys()
    {
        var read = new SettingsReader(new ConfigurationBuilder().Build(), "");
        Settings(read, "");
        return read.Known;
    }

    private static IConfigurationBuilder Sources(IConfigurationBuilder builder, IReadOnlyDictionary<string, string?>? flags) =>
        builder.AddEnvironmentVariables(SettingsReader.EnvironmentPrefix).AddInMemoryCollection(flags);

    private static TargetSettings Settings(SettingsReader read, string file)
    {
        read.Text("userSecrets");
        read.Text("secretsFolder");
        var fakes = read.Text("credentials:from") is not null;
        var surface = read.Word("surface", Surface.Everything);
        var tokenOnly = surface == Surface.TokenEndpoint;
        var token = read.Address("tokenAddress", required: tokenOnly);
        var budget = read.Number("badCredentialBudget", 6, 0, 100);
        return new()
        {
            Name = read.Text("name") ?? Path.GetFileNameWithoutExtension(file),
            ApiAddress = read.Address("apiAddress", required: !tokenOnly) ?? token!,
            TokenAddress = token,
            Surface = surface,
            ControlAddress = read.Address("controlAddress"),
            Contract = Contract(read, file),
            Policy = read.Word("policy", RequestorPolicy.Guide),
            Profile = read.Word("profile", Profile.Rfc6749),
            Credentials = ClientSettings.Read(read, "credentials", required: true)!,
            PublicFakes = fakes,
            SpecialCharacters = ClientSettings.Read(read, "specialCharacters", required: false),
            WithoutGrant = ClientSettings.Read(read, "withoutGrant", required: false),
            ShortLived = ClientSettings.Read(read, "shortLived", required: false),
            ExpiredToken = read.Secret("expiredToken"),
            OtherAudienceToken = read.Secret("otherAudienceToken"),
            OtherScopeToken = read.Secret("otherScopeToken"),
            Scope = read.Text("scope"),
            RequestorId = tokenOnly ? read.Text("requestorId") ?? "" : read.Required("requestorId", "the id of a natural person who may request commands"),
            SideEffects = read.Word("sideEffects", SideEffects.None),
            DeclaredOperations = read.List("declaredOperations"),
            Operations = OperationsReader.Read(read),
            ClockSkewSeconds = read.Number("clockSkewSeconds", 300, 0, 3600),
            TimeoutSeconds = read.Number("timeoutSeconds", 30, 1, 600),
            Concurrency = read.Number("concurrency", 4, 1, 64),
            BadCredentialBudget = fakes ? null : budget,
            RequestBudget = read.Limit("requestBudget", 1, 1_000_000),
            WallClockSeconds = read.Limit("wallClockSeconds", 1, 86_400),
            MaxWaitSeconds = read.Number("maxWaitSeconds", 90, 0, 3600),
            CellarFolder = read.Text("cellarFolder"),
            CellarKey = CellarKey(read),
            Proxy = read.Address("proxy"),
            CaFile = read.ExistingFile("caFile"),
            ClientCertificate = read.ExistingFile("clientCertificate"),
            ClientCertificatePassword = read.Secret("clientCertificatePassword"),
            BodyLimitBytes = read.Limit("bodyLimitBytes", 1, 100_000_000),
            MustFloor = read.Number("mustFloor", 20, 1, 10_000),
            MissingRequestorStatuses = read.List("expectations:missingRequestor:statuses", IsRefusal, "a status from 400 to 499 or 4xx"),
        };
    }

    // A contract of one's own lies beside the file that names it, wherever the suite is started.
    private static string Contract(SettingsReader read, string file)
    {
        var name = read.Text("contract") ?? ContractFile.Guide;
        return ContractFile.Names.Contains(name) ? name : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "", name);
    }

    private static string? CellarKey(SettingsReader read)
    {
        var key = read.Secret("cellarKey");
        if (key is not null && TargetSettings.ParseKey(key) is null)
        {
            read.Mistake("cellarKey", "is no key: wanted are 32 random bytes in base64, such as `openssl rand -base64 32` prints");
        }

        return key;
    }

    private static bool IsRefusal(string status) =>
        status == "4xx" || (status.Length == 3 && status[0] == '4' && status.All(char.IsAsciiDigit));
}

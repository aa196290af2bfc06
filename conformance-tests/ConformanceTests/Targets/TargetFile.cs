using Microsoft.Extensions.Configuration;
using PartnerApi.Fixtures.Clients;
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

    private const string UserSecrets = "partner-api-conformance";

    /// <summary>Reads a target file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="flags">Settings of the command line, by their path such as <c>credentials:clientId</c>.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="TargetException">Something is wrong; the exception tells every mistake at once.</exception>
    public static TargetSettings Read(string path, IReadOnlyDictionary<string, string?>? flags = null)
    {
        try
        {
            var builder = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(path), optional: false)
                .AddUserSecrets(UserSecrets);
            if (Environment.GetEnvironmentVariable(SecretsFolder) is { Length: > 0 } folder)
            {
                builder.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
            }

            return From(builder.AddEnvironmentVariables(SettingsReader.EnvironmentPrefix).AddInMemoryCollection(flags).Build(), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TargetException([$"{path}: there is no such file (or the folder that {SecretsFolder} names is missing)"]);
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
        var fakes = read.Text("credentials:from") is not null;
        var surface = read.Word("surface", Surface.Everything);
        var tokenOnly = surface == Surface.TokenEndpoint;
        var token = read.Address("tokenAddress", required: tokenOnly);
        var settings = new TargetSettings
        {
            Name = read.Text("name") ?? Path.GetFileNameWithoutExtension(file),
            ApiAddress = read.Address("apiAddress", required: !tokenOnly) ?? token!,
            TokenAddress = token,
            Surface = surface,
            ControlAddress = read.Address("controlAddress"),
            Contract = read.Text("contract") ?? "v1",
            Policy = read.Word("policy", RequestorPolicy.Guide),
            Credentials = Credentials(read, "credentials", required: true)!,
            PublicFakes = fakes,
            SpecialCharacters = Credentials(read, "specialCharacters", required: false),
            RequestorId = tokenOnly ? read.Text("requestorId") ?? "" : read.Required("requestorId", "the id of a natural person who may request commands"),
            SideEffects = read.Word("sideEffects", SideEffects.None),
            DeclaredOperations = read.List("declaredOperations"),
            ClockSkewSeconds = read.Number("clockSkewSeconds", 300, 0, 3600),
            TimeoutSeconds = read.Number("timeoutSeconds", 30, 1, 600),
            Concurrency = read.Number("concurrency", 4, 1, 64),
            BadCredentialBudget = fakes ? null : read.Number("badCredentialBudget", 6, 0, 100),
            BodyLimitBytes = read.Text("bodyLimitBytes") is null ? null : read.Number("bodyLimitBytes", 0, 1, 100_000_000),
            MustFloor = read.Number("mustFloor", 20, 1, 10_000),
            MissingRequestorStatuses = read.List("expectations:missingRequestor:statuses", IsRefusal, "a status from 400 to 499 or 4xx"),
        };
        read.Finish();
        return settings;
    }

    private static bool IsRefusal(string status) =>
        status == "4xx" || (status.Length == 3 && status[0] == '4' && status.All(char.IsAsciiDigit));

    private static Credentials? Credentials(SettingsReader read, string at, bool required)
    {
        if (read.Text($"{at}:from") is { } from)
        {
            return Fake(read, at, from);
        }

        read.RefuseInFile($"{at}:clientSecret");
        if (!required && read.Text($"{at}:clientId") is null && read.Text($"{at}:clientSecret") is null)
        {
            return null;
        }

        return new(
            read.Required($"{at}:clientId", "the client_id of the target"),
            read.Required($"{at}:clientSecret", "the secret of the client; it comes from the environment, from user secrets or from a mounted file"));
    }

    private static Credentials? Fake(SettingsReader read, string at, string from)
    {
        if (from != "clients.json")
        {
            read.Mistake($"{at}:from", $"is '{from}', wanted is clients.json, the public fakes of the mock");
            return null;
        }

        var clients = ClientsFile.Embedded();
        var id = read.Required($"{at}:client", "a client of clients.json");
        if (clients.FirstOrDefault(client => client.ClientId == id) is { } found)
        {
            return new(found.ClientId, found.Secrets[0]);
        }

        read.Mistake($"{at}:client", $"is '{id}', wanted is one of {string.Join(", ", clients.Select(client => client.ClientId))}");
        return null;
    }
}

using System.Globalization;
using Microsoft.Extensions.Configuration;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Cli;

/// <summary>Settings that cannot be used. The message names each mistake in the words that the user typed.</summary>
/// <param name="mistakes">One line per mistake.</param>
public sealed class SettingsException(IReadOnlyList<string> mistakes) : Exception(string.Join(Environment.NewLine, mistakes));

/// <summary>Reads the mock's settings: file, then environment, then flags; the later wins.</summary>
public static class MockSettings
{
    /// <summary>Prefix of environment variables, for example <c>PARTNER_API_MOCK__URL</c>.</summary>
    public const string EnvironmentPrefix = "PARTNER_API_MOCK__";

    private static readonly string[] Known =
    [
        "url", "port", "controlUrl", "controlPort", "controlToken", "requestorStep", "scope", "contract", "clients", "people", "policy", "state", "seed", "explain",
        "maxBodyBytes", "wiremockAdmin", "https", "certificate", "certificatePassword", "signingKey",
        "webhookHost", "lifecycles", "checkReferences", "journalSize", "readyFile",
    ];

    /// <summary>Turns settings into options.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>The options.</returns>
    /// <exception cref="SettingsException">Something in them cannot be used; all mistakes are told at once.</exception>
    /// <exception cref="Fixtures.Loading.FixtureException">A file that they name cannot be used.</exception>
    public static MockOptions Read(IConfiguration settings)
    {
        var mistakes = new List<string>();
        foreach (var section in settings.GetChildren().Where(section => !Known.Contains(section.Key, StringComparer.OrdinalIgnoreCase)))
        {
            mistakes.Add($"'{section.Key}' is no setting; known are: {string.Join(", ", Known)}");
        }

        foreach (var section in settings.GetChildren().Where(section => section.GetChildren().Any()))
        {
            mistakes.Add($"'{section.Key}' holds an object or a list, wanted is a single value");
        }

        var https = Flag(settings, "https", false, mistakes);
        var options = new MockOptions
        {
            ApiAddress = Address(settings, "url", "port", https, 8080, mistakes),
            ControlAddress = Address(settings, "controlUrl", "controlPort", false, 8081, mistakes),
            Policy = Policy(settings, mistakes),
            ControlToken = settings["controlToken"],
            WireMockAdmin = Flag(settings, "wiremockAdmin", false, mistakes),
            Ladder = Step(settings, mistakes) is { } step ? RequestorLadder.At(step) : null,
            Explain = Flag(settings, "explain", true, mistakes),
            StateFile = settings["state"],
            ReadyFile = settings["readyFile"],
            Seed = Number(settings, "seed", long.MinValue, long.MaxValue, mistakes),
            MaxBodyBytes = Number(settings, "maxBodyBytes", 1, 64 * 1024 * 1024, mistakes) ?? new MockOptions().MaxBodyBytes,
            JournalSize = (int)(Number(settings, "journalSize", 0, 100_000, mistakes) ?? new MockOptions().JournalSize),
            SigningKey = Key(settings, mistakes),
            WebhookHosts = Hosts(settings, mistakes),
            CheckReferences = Flag(settings, "checkReferences", true, mistakes),
        };
        if (options.ControlToken is null && !options.ControlAddress!.IsLoopback)
        {
            mistakes.Add($"'controlUrl' can be reached by others; set {EnvironmentPrefix}CONTROLTOKEN to the bearer token that they must know");
        }

        CheckTls(settings, https, options.ApiAddress, mistakes);
        if (options is { WireMockAdmin: true, ControlToken: null, ApiAddress.IsLoopback: false })
        {
            mistakes.Add($"'wiremockAdmin' can be reached by others at 'url'; set {EnvironmentPrefix}CONTROLTOKEN to the bearer token that they must know");
        }

        if (mistakes.Count > 0)
        {
            throw new SettingsException(mistakes);
        }

        var contract = settings["contract"] is { } name ? ContractFile.Named(name) : ContractFile.V1();
        return options with
        {
            Contract = contract,
            Scope = Scope(settings, contract),
            Clients = settings["clients"] is { } clients ? ClientsFile.Read(clients) : null,
            People = settings["people"] is { } people ? PeopleFile.Read(people) : null,
            Lifecycles = settings["lifecycles"] is { } lifecycles ? LifecyclesFile.Read(lifecycles) : null,
            Certificate = options.ApiAddress.Scheme == Uri.UriSchemeHttps
                ? Certificates.Get(settings["certificate"], settings["certificatePassword"], options.ApiAddress.Host)
                : null,
        };
    }

    // Whoever asks for TLS must not get plain text because of a contradiction.
    private static void CheckTls(IConfiguration settings, bool https, Uri address, List<string> mistakes)
    {
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            return;
        }

        if (https)
        {
            mistakes.Add("'https' is true, and 'url' is an http address");
        }
        else if (settings["certificate"] is not null)
        {
            mistakes.Add("'certificate' is set, and nothing is served over https; set 'https' as well");
        }
    }

    private static Uri Address(IConfiguration settings, string url, string port, bool https, int standard, List<string> mistakes)
    {
        var number = Number(settings, port, 0, 65535, mistakes) ?? standard;
        var fallback = new Uri($"{(https ? "https" : "http")}://127.0.0.1:{number}");
        if (settings[url] is not { } text)
        {
            return fallback;
        }

        if (settings[port] is not null)
        {
            mistakes.Add($"'{url}' and '{port}' are both set; the address already has a port");
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" && address!.PathAndQuery == "/")
        {
            return address;
        }

        mistakes.Add($"'{url}' is '{text}', wanted is an address such as {fallback.GetLeftPart(UriPartial.Authority)}");
        return fallback;
    }

    private static WebhookHosts Hosts(IConfiguration settings, List<string> mistakes)
    {
        var hosts = (settings["webhookHost"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (hosts.FirstOrDefault(host => !Uri.TryCreate("https://" + host, UriKind.Absolute, out var url) || url.PathAndQuery != "/" || url.UserInfo.Length > 0) is { } wrong)
        {
            mistakes.Add($"'webhookHost' has '{wrong}', wanted are host names with or without a port, such as hooks.example.org:8443, divided by commas");
        }

        return new([.. hosts]);
    }

    private static RequestorPolicy Policy(IConfiguration settings, List<string> mistakes)
    {
        switch (settings["policy"]?.ToLowerInvariant())
        {
            case null or "guide":
                return RequestorPolicy.Guide;
            case "reference":
                return RequestorPolicy.Reference;
            default:
                mistakes.Add($"'policy' is '{settings["policy"]}', wanted is 'guide' or 'reference'");
                return RequestorPolicy.Guide;
        }
    }

    private static RequestorStep? Step(IConfiguration settings, List<string> mistakes)
    {
        if (settings["requestorStep"] is not { } text)
        {
            return null;
        }

        if (Enum.TryParse<RequestorStep>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var step) && Enum.IsDefined(step) && !char.IsAsciiDigit(text[0]))
        {
            return step;
        }

        mistakes.Add($"'requestorStep' is '{text}', wanted is presence, format, known, active or self-or-proxy");
        return null;
    }

    // The contract names the scopes; what the parameter does is the deployment's choice.
    private static ScopeRule? Scope(IConfiguration settings, Contract contract)
    {
        if (settings["scope"] is not { } text)
        {
            return null;
        }

        if (!Enum.TryParse<ScopeSemantics>(text, ignoreCase: true, out var semantics) || char.IsAsciiDigit(text[0]) || !Enum.IsDefined(semantics))
        {
            throw new SettingsException([$"'scope' is '{text}', wanted is required, optional, ignored or rejected"]);
        }

        return semantics == ScopeSemantics.Rejected
            ? ScopeRule.None
            : new(semantics, contract.Defaults.Scope.Value ?? throw new SettingsException([$"'scope' is '{text}', and the contract {contract.Version} names no scopes; only 'rejected' fits"]));
    }

    private static bool Flag(IConfiguration settings, string name, bool standard, List<string> mistakes)
    {
        if (settings[name] is not { } text)
        {
            return standard;
        }

        if (!bool.TryParse(text, out var value))
        {
            mistakes.Add($"'{name}' is '{text}', wanted is 'true' or 'false'");
        }

        return value;
    }

    private static long? Number(IConfiguration settings, string name, long least, long most, List<string> mistakes)
    {
        if (settings[name] is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        mistakes.Add($"'{name}' is '{text}', wanted is a whole number from {least} to {most}");
        return null;
    }

    private static SigningKey? Key(IConfiguration settings, List<string> mistakes)
    {
        try
        {
            return settings["signingKey"] is { } key ? SigningKey.Parse(key) : null;
        }
        catch (ArgumentException)
        {
            mistakes.Add($"'signingKey' cannot be used: wanted are at least {SigningKey.MinimumLength} bytes in base64");
            return null;
        }
    }
}

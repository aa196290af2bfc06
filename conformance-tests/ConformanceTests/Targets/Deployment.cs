using PartnerApi.Mock;

namespace PartnerApi.Conformance.Targets;

/// <summary>A deployment for the time of a run: one that somebody else runs, or the mock, started here and stopped again.</summary>
public sealed class Deployment : IAsyncDisposable
{
    private readonly PartnerApiMock? _mock;

    private Deployment(TargetSettings settings, PartnerApiMock? mock)
    {
        Settings = settings;
        _mock = mock;
    }

    /// <summary>Where it is and who asks.</summary>
    public TargetSettings Settings { get; }

    /// <summary>Opens the deployment of a target file, or the mock.</summary>
    /// <param name="file">The target file; null or empty for the mock.</param>
    /// <param name="flags">Settings of the command line.</param>
    /// <returns>The deployment.</returns>
    /// <exception cref="TargetException">The file, or a setting, cannot be used.</exception>
    public static async Task<Deployment> OpenAsync(string? file, IReadOnlyDictionary<string, string?>? flags)
    {
        if (file is { Length: > 0 })
        {
            return new(TargetFile.Read(file, flags), null);
        }

        if (flags is { Count: > 0 })
        {
            throw new TargetException(["--set changes settings of a target file, so it needs --target"]);
        }

        var mock = await PartnerApiMock.StartAsync();
        return new(Of(mock), mock);
    }

    /// <summary>The settings for a mock that runs in this process.</summary>
    /// <param name="mock">The mock.</param>
    /// <returns>The settings.</returns>
    public static TargetSettings Of(PartnerApiMock mock) => new()
    {
        Name = "mock in process",
        ApiAddress = mock.ApiAddress,
        ControlAddress = mock.ControlAddress,
        Credentials = new(mock.ClientId, mock.ClientSecret),
        PublicFakes = true,
        SpecialCharacters = Fake("partner-special-characters"),
        WithoutGrant = Fake("partner-without-grant"),
        RequestorId = mock.RequestorId,
        SideEffects = SideEffects.All,
        ClockSkewSeconds = 0,
        Concurrency = 8,
        BadCredentialBudget = null,
        BodyLimitBytes = 512 * 1024,
        MustFloor = 40,
        MaxWaitSeconds = 0,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _mock?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static Credentials? Fake(string id) => Fixtures.Clients.ClientsFile.Embedded()
        .Where(client => client.ClientId == id)
        .Select(client => new Credentials(client.ClientId, client.Secrets[0]))
        .FirstOrDefault();
}

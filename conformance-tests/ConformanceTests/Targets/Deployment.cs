using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.Targets;

/// <summary>A deployment for the time of a run: one that somebody else runs, or the mock, started here and stopped again.</summary>
public sealed class Deployment : IAsyncDisposable
{
    // Each operation brings a duty of its own at least; these are some fewer than those that stand for all operations together.
    private const int DutiesBesides = 70;

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
    /// <param name="contract">The contract that counts, by name or file; null for the target file's, or the guide's.</param>
    /// <returns>The deployment.</returns>
    /// <exception cref="TargetException">The file, or a setting, cannot be used.</exception>
    public static async Task<Deployment> OpenAsync(string? file, IReadOnlyDictionary<string, string?>? flags, string? contract = null)
    {
        if (file is { Length: > 0 })
        {
            return new(TargetFile.Read(file, contract is null ? flags : With(flags, contract)), null);
        }

        if (flags is { Count: > 0 })
        {
            throw new TargetException(["--set changes settings of a target file, so it needs --target"]);
        }

        var mock = await PartnerApiMock.StartAsync(new MockOptions { Contract = ContractFile.Named(contract ?? ContractFile.Guide) });
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
        Contract = mock.Contract.Name,
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
        MustFloor = mock.Contract.Operations.Length + DutiesBesides,
        MaxWaitSeconds = 0,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _mock?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A path on the command line starts at the working directory, unlike one in the file.
    private static Dictionary<string, string?> With(IReadOnlyDictionary<string, string?>? flags, string contract) => new(flags ?? new Dictionary<string, string?>())
    {
        ["contract"] = ContractFile.Names.Contains(contract) ? contract : Path.GetFullPath(contract),
    };

    private static Credentials? Fake(string id) => Fixtures.Clients.ClientsFile.Embedded()
        .Where(client => client.ClientId == id)
        .Select(client => new Credentials(client.ClientId, client.Secrets[0]))
        .FirstOrDefault();
}

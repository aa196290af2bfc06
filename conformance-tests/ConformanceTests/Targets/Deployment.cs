using System.Collections.Immutable;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.People;

namespace PartnerApi.Conformance.Targets;

/// <summary>The deployment of a run, as the command line selects it.</summary>
public sealed record DeploymentOptions
{
    /// <summary>The target file; null or empty for the mock that is installed or built next to the suite.</summary>
    public string? File { get; init; }

    /// <summary>The mock's program; null to search for it.</summary>
    public string? Mock { get; init; }

    /// <summary>Further options of the mock's command line, when it is started.</summary>
    public ImmutableArray<string> MockOptions { get; init; } = [];

    /// <summary>The contract, a name or a file; null for that of the target file, or the guide's.</summary>
    public string? Contract { get; init; }

    /// <summary>
    /// Settings of <c>--set</c>, by their path such as <c>credentials:clientId</c>; they replace those of the file. Null for none.
    /// </summary>
    public IReadOnlyDictionary<string, string?>? Flags { get; init; }

    /// <summary>Settings of options such as <c>--timeout-seconds</c>, by their path; they replace all others. Null for none.</summary>
    public IReadOnlyDictionary<string, string?>? Options { get; init; }
}

/// <summary>The deployment of a run: an existing one, or the mock, which runs as long as this object.</summary>
public sealed class Deployment : IAsyncDisposable
{
    // Each documented command adds at least one must-check to those that do not depend on operations; slightly below their number.
    private const int MustChecksWithoutOperations = 80;

    private readonly InstalledMock? _mock;

    private Deployment(TargetSettings settings, InstalledMock? mock)
    {
        Settings = settings;
        _mock = mock;
    }

    /// <summary>Its settings.</summary>
    public TargetSettings Settings { get; }

    /// <summary>One line for each setting that was given by its earlier name.</summary>
    public ImmutableArray<string> Notices { get; private init; } = [];

    /// <summary>Opens the deployment of a target file, or starts the mock.</summary>
    /// <param name="options">The selection.</param>
    /// <param name="cancellation">Cancels the start of the mock.</param>
    /// <returns>The deployment.</returns>
    /// <exception cref="TargetException">The file or a setting cannot be used, or no mock is found.</exception>
    /// <exception cref="Fixtures.Loading.FixtureException">The contract cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The mock does not start.</exception>
    public static async Task<Deployment> OpenAsync(DeploymentOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.File is { Length: > 0 } file)
        {
            var read = TargetFile.Read(file, options.Flags, WithContract(options));
            return new(read.Settings, null) { Notices = read.Notices };
        }

        if (options.Flags is { Count: > 0 } || options.Options is { Count: > 0 })
        {
            var name = options.Flags?.Count > 0
                ? "--set"
                : TargetFile.Description.Settings.First(setting => options.Options!.ContainsKey(setting.Key)).OptionName;
            throw new TargetException([$"{name} changes a setting of a target file; use it with --target"]);
        }

        // Read before the mock starts, so that the suite can report a mistake in it.
        var contract = ContractFile.Named(options.Contract ?? ContractFile.Guide);
        var mock = await InstalledMock.StartAsync(options.Mock, contract.Name, options.MockOptions, cancellation);
        return new(ForMock("mock", contract, mock.Address), mock);
    }

    /// <summary>The settings for a mock with the built-in clients and people.</summary>
    /// <param name="name">Its name in reports.</param>
    /// <param name="contract">Its contract.</param>
    /// <param name="mock">Its addresses and client.</param>
    /// <returns>The settings.</returns>
    public static TargetSettings ForMock(string name, Contract contract, MockAddress mock)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(mock);
        return new()
        {
            Name = name,
            ApiAddress = mock.ApiAddress,
            ControlAddress = mock.ControlAddress,
            Contract = contract.Name,
            Credentials = mock.Credentials ?? PublicFake(mock.ClientId),
            PublicFakes = true,
            SpecialCharacters = FindPublicFake("partner-special-characters"),
            WithoutGrant = FindPublicFake("partner-without-grant"),
            RequestorId = mock.RequestorId,
            InactiveRequestorId = IdOf(person => person.Status != "ACTIVE"),
            OtherRequestorId = IdOf(person => person.Status == "ACTIVE" && $"{person.NaturalPersonId}" != mock.RequestorId),
            SideEffects = SideEffects.All,
            ClockSkewSeconds = 0,
            Concurrency = 8,
            BadCredentialBudget = null,
            BodyLimitBytes = 512 * 1024,
            MinimumMustChecks = contract.Commands.Count(command => command.Basis != Basis.Inferred) + MustChecksWithoutOperations,
            MaxWaitSeconds = 0,
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _mock?.DisposeAsync() ?? ValueTask.CompletedTask;

    // A path on the command line is relative to the working directory, one in the file to the file.
    private static Dictionary<string, string?> WithContract(DeploymentOptions options)
    {
        Dictionary<string, string?> flags = new(options.Options ?? new Dictionary<string, string?>(), StringComparer.OrdinalIgnoreCase);
        if (options.Contract is { } contract)
        {
            flags["contract"] = ContractFile.Names.Contains(contract) ? contract : Path.GetFullPath(contract);
        }

        return flags;
    }

    private static string? IdOf(Func<Person, bool> condition) =>
        PeopleFile.Embedded().FirstOrDefault(condition)?.NaturalPersonId.ToString();

    private static Credentials PublicFake(string id) =>
        FindPublicFake(id) ?? throw new InvalidOperationException($"the mock's client {id} is not a built-in client");

    private static Credentials? FindPublicFake(string id) => ClientsFile.Embedded()
        .Where(client => client.ClientId == id)
        .Select(client => new Credentials(client.ClientId, client.Secrets[0]))
        .FirstOrDefault();
}

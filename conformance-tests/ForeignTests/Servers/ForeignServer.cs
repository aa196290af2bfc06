using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Clients;

namespace PartnerApi.Conformance.ForeignTests.Servers;

/// <summary>A third-party OAuth server, which runs for one run of the suite.</summary>
internal abstract class ForeignServer : IAsyncDisposable
{
    /// <summary>Clients that every server with a client registry has.</summary>
    public static ApiClient Partner { get; } = Client("partner-local");

    public static ApiClient SpecialCharacters { get; } = Client("partner-special-characters");

    public static ApiClient WithoutGrant { get; } = Client("partner-without-grant");

    public abstract Uri TokenAddress { get; }

    public static async Task<ForeignServer> StartAsync(string name) =>
        name == "openiddict" ? await OpenIddictServer.StartAsync() : await NodeServer.StartAsync(name);

    public TargetSettings Settings(string name) => new()
    {
        Name = name,
        ApiAddress = TokenAddress,
        TokenAddress = TokenAddress,
        Surface = Surface.TokenEndpoint,
        Credentials = new(Partner.ClientId, Partner.Secrets[0]),
        SpecialCharacters = new(SpecialCharacters.ClientId, SpecialCharacters.Secrets[0]),
        WithoutGrant = new(WithoutGrant.ClientId, WithoutGrant.Secrets[0]),
        PublicFakes = true,
        // The first token of a server that starts on a busy machine takes its time.
        TimeoutSeconds = 120,
        BadCredentialBudget = null,
        RequestorId = "",
    };

    public abstract ValueTask DisposeAsync();

    private static ApiClient Client(string id) => ClientsFile.Embedded().First(client => client.ClientId == id);
}

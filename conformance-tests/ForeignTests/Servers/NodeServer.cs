using System.Diagnostics;
using System.Text.Json;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.ForeignTests.Servers;

/// <summary>A server of <c>conformance-tests/foreign</c>, in a separate process that ends with its standard input.</summary>
internal sealed class NodeServer : ForeignServer
{
    private readonly Process _process;

    private NodeServer(Process process, Uri tokenAddress)
    {
        _process = process;
        TokenAddress = tokenAddress;
    }

    /// <summary>Whether the packages of the servers are there.</summary>
    public static bool IsInstalled => Directory.Exists(Path.Combine(Folder, "node_modules"));

    public override Uri TokenAddress { get; }

    private static string Folder => Repository.File("conformance-tests", "foreign");

    public static new async Task<NodeServer> StartAsync(string script)
    {
        var clients = ((Fixtures.Clients.ApiClient[])[Partner, SpecialCharacters, WithoutGrant])
            .Select(client => new { id = client.ClientId, secret = client.Secrets[0], grants = client.Grants });
        var process = Process.Start(new ProcessStartInfo("node", [script + ".mjs", JsonSerializer.Serialize(clients)])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // The warnings are not used, but a full pipe would block the server.
        var complaints = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{'))
            {
                return new(process, new(JsonDocument.Parse(line).RootElement.GetProperty("token").GetString()!));
            }
        }

        throw new InvalidOperationException($"{script} did not start; was 'npm ci' run in conformance-tests/foreign?\n{await complaints}");
    }

    public override async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

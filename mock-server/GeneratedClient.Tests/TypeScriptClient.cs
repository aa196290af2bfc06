using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.GeneratedClient.Tests.Calls;
using PartnerApi.TestSupport;

namespace PartnerApi.GeneratedClient.Tests;

/// <summary>
/// A client as a partner makes it in TypeScript: openapi-typescript writes the types from the address of the served document, the
/// compiler checks every call against them, and openapi-fetch sends the calls.
/// </summary>
internal sealed class TypeScriptClient : IDisposable
{
    private const string Json = "application/json";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Whether the npm packages are installed.</summary>
    public static bool IsInstalled => Directory.Exists(Path.Combine(Packages, "node_modules"));

    private static string Packages => Repository.File("mock-server", "GeneratedClient.Tests", "typescript");

    /// <summary>Generates the types, checks the calls and sends them.</summary>
    /// <param name="address">Where the mock listens.</param>
    /// <param name="document">The document that it serves.</param>
    /// <param name="calls">The calls.</param>
    /// <returns>What became of each call, without and with a token.</returns>
    /// <exception cref="InvalidOperationException">A program reported errors.</exception>
    public async Task<IEnumerable<Outcome>> CallAsync(Uri address, string document, IReadOnlyCollection<OperationCall> calls)
    {
        Directory.CreateSymbolicLink(_folder.File("node_modules"), Path.Combine(Packages, "node_modules"));
        foreach (var file in (string[])["package.json", "tsconfig.json", "token.ts", "call.ts"])
        {
            File.Copy(Path.Combine(Packages, file), _folder.File(file));
        }

        var tokenPath = calls.Single(call => call.Operation.Kind == OperationKind.Token).Operation.Path;
        await File.WriteAllTextAsync(_folder.File("path.ts"), $"export const tokenPath = \"{tokenPath}\";\n");
        await File.WriteAllTextAsync(_folder.File("calls.ts"), Source(calls));
        await NodeAsync("node_modules/openapi-typescript/bin/cli.js", $"{new Uri(address, "openapi.json")}", "--output", "api.ts");
        // Without errors of types it writes JavaScript, else nothing.
        await NodeAsync("node_modules/typescript/bin/tsc", "--project", ".");
        var output = await NodeAsync("js/call.js", address.GetLeftPart(UriPartial.Authority));
        var paths = JsonNode.Parse(document)!["paths"]!;
        return
        [
            .. from line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
               let reply = JsonSerializer.Deserialize<Reply>(line, JsonSerializerOptions.Web)
               let operation = calls.Single(call => call.Operation.Id == reply.Operation).Operation
               let responses = paths[operation.Path]![operation.Method.ToLowerInvariant()]!["responses"]!
               select new Outcome(reply.Operation, reply.Token, reply.Status, responses[$"{reply.Status}"] is not null),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task<string> NodeAsync(params string[] arguments)
    {
        var result = await ChildProcess.RunAsync("node", arguments, _folder.FullName);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"node {string.Join(' ', arguments)}: {result.Output}{result.Errors}");
    }

    // Literals, so that the compiler compares each member and each value with the generated types.
    private static string Source(IEnumerable<OperationCall> calls)
    {
        var source = new StringBuilder("import { token, type Call } from \"./token.js\";\n\nexport const calls: Call[] = [\n");
        foreach (var call in calls)
        {
            source.Append(
                CultureInfo.InvariantCulture,
                $"  {{ operation: \"{call.Operation.Id}\", token: token({call.Token.ToJsonString()}),\n");
            source.Append(
                CultureInfo.InvariantCulture,
                $"    send: (api) => api.{call.Operation.Method}(\"{call.Operation.Path}\", {Options(call).ToJsonString()}) }},\n");
        }

        return source.Append("];\n").ToString();
    }

    private static JsonObject Options(OperationCall call)
    {
        var options = new JsonObject();
        if (call.Parameters.Count > 0)
        {
            options["params"] = call.Parameters.DeepClone();
        }

        if (call.Body is not null)
        {
            options["body"] = call.Body.DeepClone();
        }

        if (call.Operation.RequestMediaType is { } mediaType && mediaType != Json)
        {
            options["headers"] = new JsonObject { ["Content-Type"] = mediaType };
        }

        // openapi-fetch takes every body for JSON unless it is told.
        if (call.Operation.ResponseMediaType is { } reply && reply != Json)
        {
            options["parseAs"] = "blob";
        }

        return options;
    }

    private readonly record struct Reply(string Operation, bool Token, int Status);
}

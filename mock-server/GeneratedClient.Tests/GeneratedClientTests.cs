using System.Reflection;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.GeneratedClient.Tests.Calls;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.GeneratedClient.Tests;

/// <summary>
/// A partner who gives a generator the document that a mock serves gets a client that compiles, and that knows every reply of the mock.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class GeneratedClientTests
{
    /// <summary>The category of what requires Node.js.</summary>
    private const string OnNode = "node";

    private static IEnumerable<string> Contracts => ContractFile.Names;

    [TestCaseSource(nameof(Contracts))]
    public async Task A_client_of_NSwag_gets_through_the_onboarding_and_knows_every_reply(string name)
    {
        await using var mock = await StartAsync(name);
        var assembly = Generator.Compile(await Generator.SourceAsync(await DocumentAsync(mock)), Story("Shared"), Story(name));
        using var http = new HttpClient { BaseAddress = mock.ApiAddress };

        var told = await RunAsync(assembly, http, mock.ClientId, mock.ClientSecret, mock.RequestorId);

        Assert.That(told, Is.EqualTo("Generated Client (True), NATURAL_PERSON, onboarding of the customer: True"));
        var calls = OperationCall.PrepareAll(mock);
        var client = new NSwagClient(assembly, mock.ApiAddress);
        var outcomes = new List<Outcome>();
        foreach (var call in calls)
        {
            outcomes.AddRange(await client.CallAsync(call));
        }

        Assert.That(outcomes, Is.EqualTo(Outcome.Expected(calls)));
    }

    [Category("nightly")]
    [TestCaseSource(nameof(Contracts)), Category(OnNode)]
    public async Task A_client_of_openapi_typescript_passes_the_type_check_and_knows_every_reply(string name)
    {
        Assert.That(
            TypeScriptClient.IsInstalled,
            Is.True,
            "requires Node.js: run tools/npm-packages.sh mock-server/GeneratedClient.Tests/typescript, or exclude TestCategory=node");
        await using var mock = await StartAsync(name);
        var calls = OperationCall.PrepareAll(mock);
        using var client = new TypeScriptClient();

        var outcomes = await client.CallAsync(mock.ApiAddress, await DocumentAsync(mock), calls);

        Assert.That(outcomes, Is.EqualTo(Outcome.Expected(calls)));
    }

    private static Task<PartnerApiMock> StartAsync(string contract) =>
        PartnerApiMock.StartAsync(new MockOptions { Contract = ContractFile.Named(contract), ControlAddress = null });

    private static async Task<string> DocumentAsync(PartnerApiMock mock)
    {
        using var http = new HttpClient { BaseAddress = mock.ApiAddress };
        return await http.GetStringAsync("/openapi.json");
    }

    private static Task<string> RunAsync(Assembly assembly, params object[] arguments) =>
        (Task<string>)assembly.GetType($"{Generator.Namespace}.Story")!.GetMethod("RunAsync")!.Invoke(null, arguments)!;

    private static string Story(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.story.cs")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

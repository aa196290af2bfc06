using System.Reflection;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.GeneratedClient.Tests;

/// <summary>A partner who feeds the contract to a generator gets a client that compiles and gets through the onboarding.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class GeneratedClientTests
{
    private static IEnumerable<string> Contracts => ContractFile.Names;

    [TestCaseSource(nameof(Contracts))]
    public async Task A_generated_client_compiles_and_gets_through_the_onboarding(string name)
    {
        var contract = ContractFile.Named(name);
        var assembly = Generator.Compile(await Generator.SourceAsync(contract), Story("Shared"), Story(name));
        await using var mock = await PartnerApiMock.StartAsync(new MockOptions { Contract = contract, ControlAddress = null });
        using var http = new HttpClient { BaseAddress = mock.ApiAddress };
        var told = await RunAsync(assembly, http, mock.ClientId, mock.ClientSecret, mock.RequestorId);
        Assert.That(told, Is.EqualTo("Generated Client (True), NATURAL_PERSON, onboarding of the customer: True"));
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

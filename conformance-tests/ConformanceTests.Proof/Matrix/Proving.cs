using PartnerApi.Conformance.Proof.Mutants;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.People;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.Proof.Matrix;

/// <summary>Runs the suite against mocks that differ from the shipped one, in this process.</summary>
internal static class Proving
{
    private static readonly MockOptions Shipped = new()
    {
        Clients = ClientsFile.Embedded(),
        People = PeopleFile.Embedded(),
        ErrorLog = TextWriter.Null,
    };

    /// <summary>Runs the suite. By default recommendations count like duties, so that each breach is a FAIL.</summary>
    public static async Task<RunResult> RunAsync(
        Func<MockOptions, MockOptions> change,
        Func<TargetSettings, TargetSettings>? describe,
        RequirementCatalogue? requirements,
        CancellationToken cancellation,
        bool strict = true,
        string? only = null,
        string contract = ContractFile.Guide)
    {
        await using var mock = await PartnerApiMock.StartAsync(change(Shipped with { Contract = Breakage.Contracts[contract] }));
        var settings = MockTarget.Settings(mock);
        return await SuiteRun.ExecuteAsync(
            describe is null ? settings : describe(settings),
            new() { Strict = strict, Only = only is null ? [] : [only], Requirements = requirements },
            cancellation: cancellation);
    }
}

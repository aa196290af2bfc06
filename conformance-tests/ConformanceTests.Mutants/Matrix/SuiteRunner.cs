using System.Collections.Immutable;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.People;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Conformance.Mutants.Matrix;

/// <summary>Runs the suite against mocks that differ from the shipped one, in this process.</summary>
internal static class SuiteRunner
{
    // Read once for hundreds of runs.
    private static readonly RequirementCatalogue Requirements = RequirementsFile.Embedded();

    private static readonly MockOptions Shipped = new()
    {
        Clients = ClientsFile.Embedded(),
        People = PeopleFile.Embedded(),
        ErrorLog = TextWriter.Null,
    };

    /// <summary>Judges a mock that is changed in some way. By default recommendations count like must-requirements, so that each breach is
    /// a FAIL.</summary>
    /// <param name="contract">The contract's name.</param>
    /// <param name="change">Changes the mock's options; null for the shipped mock.</param>
    /// <param name="describe">Changes the settings that the suite runs with; null for those of the mock.</param>
    /// <param name="run">What is run, and how strictly.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <param name="sample">Whether one operation of each kind is enough.</param>
    /// <returns>What the suite found.</returns>
    public static async Task<RunResult> RunAsync(
        string contract,
        Func<MockOptions, MockOptions>? change,
        Func<TargetSettings, TargetSettings>? describe,
        RunOptions run,
        CancellationToken cancellation,
        bool sample = false)
    {
        var options = Shipped with { Contract = MutantBuilder.Contracts[contract] };
        await using var mock = await PartnerApiMock.StartAsync(change is null ? options : change(options));
        var settings = sample ? OperationSample.Apply(MockTarget.Settings(mock), mock.Contract) : MockTarget.Settings(mock);
        return await SuiteRun.ExecuteAsync(
            describe is null ? settings : describe(settings),
            run with { Requirements = run.Requirements ?? Requirements },
            cancellation: cancellation);
    }

    /// <summary>A strict run without the preflight: the settings fit, and it is the checks that must notice a mutant.</summary>
    /// <param name="only">Prefixes of requirement ids; empty for everything.</param>
    /// <returns>How it is meant.</returns>
    public static RunOptions Strict(params ImmutableArray<string> only) => new() { Strict = true, Only = only, Preflight = false };
}

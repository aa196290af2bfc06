using System.Collections.Immutable;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

/// <summary>
/// Runs the scenarios under NUnit, for <c>dotnet test</c> and IDEs. NUnit constructs fixtures itself, so they find the run of the
/// process here. <see cref="SuiteRun"/> does not use it.
/// </summary>
internal static class NUnitHost
{
    private static RunContext? _run;

    /// <summary>The run of this process under NUnit.</summary>
    public static RunContext Run
    {
        get =>
            _run ?? throw new InvalidOperationException(
                "start the test program itself: it prepares the target, and accepts the options of NUnit's runner");
        set => _run = value;
    }

    // Turns the checks of a scenario into the one result that NUnit knows.
    private static void Write(TestResult result, ScenarioScope scope)
    {
        var checks = scope.Results;
        var gating = checks.Where(check => check.Gates).ToImmutableArray();
        if (!gating.IsEmpty)
        {
            var exchanges = Run.Transport.Recorded(gating.Select(check => check.Judged).OfType<int>());
            result.SetResult(ResultState.Failure, string.Join("\n\n", gating.Select(check => CheckText.Describe(check, exchanges))));
        }
        else if (!checks.IsEmpty && checks.All(check => check.Verdict == Verdict.NotApplicable))
        {
            result.SetResult(ResultState.Ignored, checks[0].Actual);
        }
        else
        {
            result.SetResult(checks.IsEmpty ? ResultState.Cancelled : ResultState.Success);
        }

        foreach (var check in checks.Where(check => !check.Gates && check.Verdict != Verdict.Pass))
        {
            result.OutWriter.WriteLine(CheckText.Line(check));
        }
    }

    /// <summary>Gives a scenario its context before NUnit calls it.</summary>
    internal sealed class ScenarioCommand(TestCommand inner, ImmutableArray<string> requirements) : DelegatingTestCommand(inner)
    {
        public override TestResult Execute(TestExecutionContext context)
        {
            var operation = context.CurrentTest.Arguments.OfType<Operation>().FirstOrDefault();
            var scope = ScenarioExecution.RunAsync(Run, context.CurrentTest.Name, operation, requirements, scenario =>
            {
                ((Scenario)context.TestObject!).Context = scenario;
                innerCommand.Execute(context);
                return Task.CompletedTask;
            }).GetAwaiter().GetResult();
            Write(context.CurrentResult, scope);
            return context.CurrentResult;
        }
    }
}

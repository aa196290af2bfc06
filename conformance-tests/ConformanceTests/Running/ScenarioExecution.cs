using System.Collections.Immutable;
using System.Reflection;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

// Runs one scenario. Every requirement that it verifies gets a result, also when the scenario throws.
internal static class ScenarioExecution
{
    public static async Task<ScenarioScope> RunAsync(
        RunContext run, string name, Operation? operation, ImmutableArray<string> requirements, Func<ScenarioContext, Task> scenario)
    {
        var scope = new ScenarioScope(name, operation?.Id, run.Judge, operation?.Basis);
        try
        {
            using var turn = await run.Tokens.TakeTurnAsync();
            if (operation is not null && run.Settings.Operations.GetValueOrDefault(operation.Id)?.Skip is { } reason)
            {
                AddMissing(scope, requirements, new(Outcome.NotApplicable, "an operation that the target file does not skip", reason));
            }
            else
            {
                await scenario(new(run, scope));
            }

            AddMissing(scope, requirements, new(Outcome.HarnessFailed, "a check of the requirement", "the scenario made no check"));
        }
        catch (Exception) when (run.Cancellation.IsCancellationRequested)
        {
            // Checks that a cancelled run did not reach have no result; the run says that it was cancelled.
        }
        catch (Exception error)
        {
            var finding = Explain(error);
            if (!AddMissing(scope, requirements, finding) && finding.Outcome == Outcome.HarnessFailed)
            {
                scope.Add(requirements[0], "scenario", finding);
            }
        }

        return scope;
    }

    // True when a requirement had no result before.
    private static bool AddMissing(ScenarioScope scope, ImmutableArray<string> requirements, Finding finding)
    {
        var missing = requirements.Except(scope.Results.Select(result => result.Requirement)).ToList();
        missing.ForEach(requirement => scope.Add(requirement, null, finding));
        return missing.Count > 0;
    }

    private static Finding Explain(Exception error)
    {
        var cause = error is TargetInvocationException or NUnit.Framework.Internal.NUnitException ? error.InnerException ?? error : error;
        return cause switch
        {
            PrerequisiteException missing => missing.Finding,
            NoSuchOperationException none => new(Outcome.NotApplicable, $"a {none.Wanted}", none.Message),
            _ => new(Outcome.HarnessFailed, "a scenario that does not throw", cause.GetType().Name, cause.ToString()),
        };
    }
}

using System.Collections.Immutable;
using System.Reflection;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

// Runs one scenario and sees to it that each requirement it claims has a result, however the scenario ends.
internal static class ScenarioExecution
{
    public static async Task<ScenarioScope> RunAsync(
        RunContext run, string name, Operation? operation, ImmutableArray<string> requirements, Func<ScenarioContext, Task> scenario)
    {
        var scope = new ScenarioScope(name, operation?.Id, run.Judge);
        try
        {
            if (operation is not null && run.Settings.Operations.GetValueOrDefault(operation.Id)?.Skip is { } reason)
            {
                AddMissing(scope, requirements, new(Outcome.NotApplicable, "an operation that the target file does not leave alone", reason));
            }
            else
            {
                await scenario(new(run, scope));
            }

            AddMissing(scope, requirements, new(Outcome.HarnessFailed, "a check of the requirement", "the scenario made none"));
        }
        catch (Exception) when (run.Cancellation.IsCancellationRequested)
        {
            // What a cancelled run did not get to is not judged; the run's result says that it was cancelled.
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
        return cause is PrerequisiteException missing
            ? missing.Finding
            : new(Outcome.HarnessFailed, "a scenario that ends by itself", cause.GetType().Name, cause.ToString());
    }
}

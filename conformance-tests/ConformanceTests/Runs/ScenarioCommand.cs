using System.Collections.Immutable;
using System.Reflection;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Runs;

// Runs one scenario and turns its checks into the one result that NUnit knows.
internal sealed class ScenarioCommand(TestCommand inner, ImmutableArray<string> claims) : DelegatingTestCommand(inner)
{
    public override TestResult Execute(TestExecutionContext context)
    {
        var target = CurrentRun.Target;
        var operation = context.CurrentTest.Arguments.OfType<Operation>().FirstOrDefault();
        var scope = new ScenarioScope(context.CurrentTest.Name, operation?.Id, target.Judge);
        scope.Enter();
        try
        {
            if (operation is not null && target.Settings.Operations.GetValueOrDefault(operation.Id)?.Skip is { } reason)
            {
                Unjudged(scope, new(Outcome.NotApplicable, "an operation that the target file does not leave alone", reason));
            }
            else
            {
                innerCommand.Execute(context);
            }

            Unjudged(scope, new(Outcome.HarnessFailed, "a check of the requirement", "the scenario made none"));
        }
        catch (Exception) when (target.Cancellation.IsCancellationRequested)
        {
            // What a cancelled run did not get to is not judged; the run's result says that it was cancelled.
        }
        catch (Exception error)
        {
            Unjudged(scope, Explained(error));
        }
        finally
        {
            ScenarioScope.Leave();
        }

        context.CurrentTest.Properties.Set(nameof(ScenarioScope), scope);
        ScenarioReport.Write(context.CurrentResult, scope, target);
        return context.CurrentResult;
    }

    // A scenario that dies leaves no claim without a word.
    private void Unjudged(ScenarioScope scope, Finding finding)
    {
        var judged = scope.Results.Select(result => result.Requirement).ToHashSet();
        foreach (var claim in claims.Where(claim => !judged.Contains(claim)))
        {
            scope.Add(claim, null, finding);
        }

        if (finding.Outcome == Outcome.HarnessFailed && claims.All(judged.Contains) && finding.Because is not null)
        {
            scope.Add(claims[0], "scenario", finding);
        }
    }

    private static Finding Explained(Exception error)
    {
        var cause = error is NUnitException or TargetInvocationException && error.InnerException is { } real ? real : error;
        return cause switch
        {
            PrerequisiteException missing => missing.Finding,
            _ => new(Outcome.HarnessFailed, "a scenario that ends by itself", cause.GetType().Name, cause.ToString()),
        };
    }
}

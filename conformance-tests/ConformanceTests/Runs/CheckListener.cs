using System.Collections.Concurrent;
using System.Collections.Immutable;
using NUnit.Framework.Interfaces;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Runs;

// Collects checks as scenarios end; those of requirements that were not asked for are left out.
internal sealed class CheckListener(Selection selection, IProgress<CheckResult>? progress) : ITestListener
{
    private readonly ConcurrentQueue<CheckResult> _checks = new();

    public ImmutableArray<CheckResult> Checks => [.. _checks];

    public void TestStarted(ITest test)
    {
    }

    public void TestFinished(ITestResult result)
    {
        if (result.Test.Properties.Get(nameof(ScenarioScope)) is not ScenarioScope scope)
        {
            return;
        }

        foreach (var check in scope.Results.Where(check => selection.Contains(check.Requirement)))
        {
            _checks.Enqueue(check);
            progress?.Report(check);
        }
    }

    public void TestOutput(TestOutput output)
    {
    }

    public void SendMessage(TestMessage message)
    {
    }
}

using System.Collections.Immutable;
using NUnit.Framework;
using PartnerApi.Conformance.Proof.Matrix;
using PartnerApi.Conformance.Proof.Mutants;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Proof;

/// <summary>What makes the proof fail: each reason alone, beside a matrix in which everything holds.</summary>
public sealed class KillMatrixTests
{
    private static readonly CheckKey Check = new("S2.post", "", "A_claim");

    private static readonly Trial Canary = Killed(MutantCatalogue.Canary.Name);

    private static readonly KillMatrix Holds = new(
        [Check], [Canary, Killed("other")], [new("variant", [])], [new("S2.post", ["other"])], [], [], ImmutableSortedDictionary<string, string>.Empty);

    private static IEnumerable<TestCaseData> Broken =>
    [
        Case("a surviving mutant", Holds with { Trials = [Canary, Killed("other") with { Red = ImmutableSortedDictionary<string, Verdict>.Empty, ByName = false }] }, "survives"),
        Case("a mutant that leaves the run green", Holds with { Trials = [Canary, Killed("other") with { ExitCode = ExitCode.Conforms }] }, "survives"),
        Case("a mutant killed by another check", Holds with { Trials = [Canary, Killed("other") with { ByName = false }] }, "not by the check named for it"),
        Case("a living canary", Holds with { Trials = [Canary with { ExitCode = ExitCode.Conforms }, Killed("other")] }, "the canary mutant lives"),
        Case("no canary", Holds with { Trials = [Killed("other")] }, "the canary mutant was not tried"),
        Case("a broken baseline", Holds with { BaselineFaults = ["S2.post is Fail"] }, "the unbroken mock does not pass"),
        Case("a check that the register misses", Holds with { RegisterFaults = ["the check 'S2.post in A_claim' is in the register and was not made"] }, "in the register"),
        Case("a check that only crashes turn red", Holds with { Trials = [Canary with { Reasoned = [] }, Killed("other") with { Reasoned = [] }] }, "kills no mutant, and nothing justifies it"),
        Case("an accused variant", Holds with { FalseAlarms = [new("variant", ["S2.post"])] }, "is accused"),
        Case("an idle check", Holds with { Checks = [Check, Check with { Aspect = "idle" }] }, "kills no mutant, and nothing justifies it"),
        Case("a stale justification", Holds with { Justifications = Holds.Justifications.Add(Check.ToString(), "once idle") }, "is stale"),
        Case("a broken baseline under another contract", Holds with { Elsewhere = [new("v2", ["S2.post is Fail"], [Canary])] }, "contract v2: the unbroken mock does not pass"),
        Case("a mutant that survives under another contract", Holds with { Elsewhere = [new("v2", [], [Killed("other") with { ExitCode = ExitCode.Conforms }])] }, "contract v2: the mutant 'other' survives"),
        Case("a mutant killed by another check under another contract", Holds with { Elsewhere = [new("v2", [], [Killed("other") with { ByName = false }])] }, "contract v2: the mutant 'other' is killed, but not by"),
        Case("a loosening that nobody notices", Holds with { Loosenings = [new("S2.post", [])] }, "could be loosened to anything"),
    ];

    [Test]
    public void A_matrix_in_which_everything_holds_has_no_fault() => Assert.That(Holds.Faults, Is.Empty);

    [TestCaseSource(nameof(Broken))]
    public void Each_reason_alone_fails_the_proof(KillMatrix matrix, string reason) =>
        Assert.That(matrix.Faults, Has.Some.Contains(reason));

    [Test]
    public void What_only_one_check_kills_is_named() => Assert.That(Holds.OnlyBy(Check), Is.EqualTo([Canary.Mutant, "other"]));

    [Test]
    public void An_idle_check_with_a_reason_is_no_fault()
    {
        var idle = Check with { Aspect = "idle" };

        Assert.That((Holds with { Checks = [Check, idle], Justifications = Holds.Justifications.Add(idle.ToString(), "a reason") }).Faults, Is.Empty);
    }

    private static Trial Killed(string mutant) =>
        new(mutant, ImmutableSortedDictionary<string, Verdict>.Empty.Add(Check.ToString(), Verdict.Fail), [Check.ToString()], ByName: true, ExitCode.DoesNotConform);

    private static TestCaseData Case(string name, KillMatrix matrix, string reason) => new TestCaseData(matrix, reason).SetArgDisplayNames(name);
}

using System.Collections.Immutable;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Defects;
using PartnerApi.Conformance.Mutants.Matrix;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.SelfTests.Mutants;

/// <summary>Each reason that makes the matrix fail, alone, against a matrix that passes.</summary>
public sealed class KillMatrixTests
{
    private const string Unjustified = "kills no mutant and has no justification";

    private static readonly CheckKey Check = new("S2.post", "", "A_claim");

    private static readonly MutantResult Canary = Killed(MutantCatalogue.Canary.Name);

    private static readonly KillMatrix Holds = new(
        [Check], [Canary, Killed("other")], [
            new("variant", [])], [new("S2.post", ["other"])], [], [], ImmutableSortedDictionary<string, string>.Empty);

    private static MutantResult Other => Killed("other");

    private static MutantResult Survivor => Other with { ExitCode = ExitCode.Conforms };

    private static MutantResult KilledByAnother => Other with { ByName = false };

    private static IEnumerable<TestCaseData> Broken =>
    [
        Case(
            "a surviving mutant",
            Holds with { Results = [Canary, KilledByAnother with { Red = Holds.Results[0].Red.Clear() }] },
            "survives"),
        Case("a mutant that leaves the run green", Holds with { Results = [Canary, Survivor] }, "survives"),
        Case("a mutant killed by another check", Holds with { Results = [Canary, KilledByAnother] }, "not by the check named for it"),
        Case(
            "a surviving canary", Holds with { Results = [Canary with { ExitCode = ExitCode.Conforms }, Other] },
            "the canary mutant survives"),
        Case("no canary", Holds with { Results = [Other] }, "the canary mutant was not run"),
        Case("a broken baseline", Holds with { BaselineFaults = ["S2.post is Fail"] }, "the unbroken mock does not pass"),
        Case(
            "a check that the register misses",
            Holds with { RegisterFaults = ["'S2.post in A_claim' is in the register"] },
            "in the register"),
        Case(
            "a check that only crashes turn red",
            Holds with { Results = [Canary with { Reasoned = [] }, Other with { Reasoned = [] }] },
            Unjustified),
        Case("a variant that fails", Holds with { Variants = [new("variant", ["S2.post"])] }, "was reported as wrong"),
        Case("an idle check", Holds with { Checks = [Check, Check with { Aspect = "idle" }] }, Unjustified),
        Case("a stale justification", Holds with { Justifications = Holds.Justifications.Add(Check.ToString(), "once idle") }, "is stale"),
        Case(
            "a broken baseline under another contract",
            Under("v2", ["S2.post is Fail"], Canary),
            "contract v2: the unbroken mock does not pass"),
        Case("a mutant that survives under another contract", Under("v2", [], Survivor), "contract v2: the mutant 'other' survives"),
        Case(
            "a mutant killed by another check under another contract",
            Under("v2", [], KilledByAnother),
            "contract v2: the mutant 'other' is killed, but not by"),
        Case("a relaxed requirement that no check notices", Holds with { Relaxed = [new("S2.post", [])] }, "can be relaxed to anything"),
    ];

    [Test]
    public void A_matrix_in_which_everything_holds_has_no_fault() => Assert.That(Holds.Faults, Is.Empty);

    [TestCaseSource(nameof(Broken))]
    public void Each_reason_alone_fails_the_matrix(KillMatrix matrix, string reason) =>
        Assert.That(matrix.Faults, Has.Some.Contains(reason));

    [Test]
    public void What_only_one_check_kills_is_named() => Assert.That(Holds.OnlyBy(Check), Is.EqualTo([Canary.Mutant, "other"]));

    [Test]
    public void An_idle_check_with_a_reason_is_no_fault()
    {
        var idle = Check with { Aspect = "idle" };

        Assert.That(
            (Holds with { Checks = [Check, idle], Justifications = Holds.Justifications.Add(idle.ToString(), "a reason") }).Faults,
            Is.Empty);
    }

    // Where each mutant meets the scenarios of its requirement only, the other checks cannot notice it.
    [Test]
    public void The_gate_asks_who_is_killed_and_not_which_check_is_idle()
    {
        var gate = Holds with { Scope = MatrixScope.Gate, Checks = [Check, Check with { Aspect = "idle" }] };

        Assert.That(gate.Faults, Is.Empty);
        Assert.That((gate with { Results = [Canary, Survivor] }).Faults, Has.Some.Contains("survives"));
    }

    [Test]
    public void Its_file_begins_with_the_counts_of_mutants_and_variants()
    {
        var matrix = Under("v2", [], Survivor) with
        {
            Results = [Canary, Other, KilledByAnother],
            Variants = [new("a", []), new("b", ["S2.post"])]
        };

        Assert.That(matrix.ToJson(), Does.Match("""^\{\s+"counts": \{\s+"FAIL": 3,\s+"PASS": 3\s+\},"""));
    }

    private static KillMatrix Under(string contract, string[] baselineFaults, MutantResult result) =>
        Holds with { Elsewhere = [new(contract, [.. baselineFaults], [result])] };

    private static MutantResult Killed(string mutant)
    {
        var red = ImmutableSortedDictionary<string, Verdict>.Empty.Add(Check.ToString(), Verdict.Fail);
        return new(mutant, red, [Check.ToString()], ByName: true, ExitCode.DoesNotConform);
    }

    private static TestCaseData Case(string name, KillMatrix matrix, string reason) =>
        new TestCaseData(matrix, reason).SetArgDisplayNames(name);
}

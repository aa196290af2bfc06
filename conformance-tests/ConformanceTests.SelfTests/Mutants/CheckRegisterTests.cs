using System.Collections.Immutable;
using NUnit.Framework;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Mutants.Matrix;
using PartnerApi.Conformance.Running;
using PartnerApi.Mock;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Mutants;

/// <summary>The register of checks: a check that goes, comes, or is made on fewer operations is a line that changes.</summary>
public sealed class CheckRegisterTests
{
    private static readonly ImmutableSortedDictionary<string, int> Register =
        ImmutableSortedDictionary<string, int>.Empty.Add("S2.post in A", 1).Add("S4.x in B", 57);

    private static string File => Repository.File("conformance-tests", "ConformanceTests.Mutants", "checks.json");

    [Test]
    public void The_same_checks_make_no_difference() => Assert.That(CheckRegister.Differences(Register, Register), Is.Empty);

    [Test]
    public void A_check_that_is_gone_is_named() =>
        Assert.That(
            CheckRegister.Differences(Register, Register.Remove("S2.post in A")),
            Is.EqualTo(["the check 'S2.post in A' is in the register and did not run"]));

    [Test]
    public void A_check_that_is_new_is_named() =>
        Assert.That(
            CheckRegister.Differences(Register, Register.Add("S3.new in C", 1)),
            Is.EqualTo(["the check 'S3.new in C' ran and is not in the register"]));

    [Test]
    public void A_check_on_fewer_operations_is_named() =>
        Assert.That(
            CheckRegister.Differences(Register, Register.SetItem("S4.x in B", 56)),
            Is.EqualTo(["the check 'S4.x in B' ran 56 times; the register says 57"]));

    [Test, Category(Generated.Category)]
    public async Task The_register_is_current()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        var made = CheckRegister.Count(await SuiteRun.ExecuteAsync(MockTarget.Settings(mock)));
        Generated.CompareFile(File, CheckRegister.Text(made));
    }
}

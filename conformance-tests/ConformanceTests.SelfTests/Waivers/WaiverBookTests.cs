using NUnit.Framework;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;

namespace PartnerApi.Conformance.SelfTests.Waivers;

public sealed class WaiverBookTests
{
    private static readonly CheckId Id = new("S1.x", null, "op");

    private static readonly Waiver Known = new()
    {
        Requirement = "S1.x",
        Target = "here",
        Reason = "fix in progress",
        Owner = "payments",
        Ticket = "T-1",
        Expires = new(2030, 1, 1),
    };

    [TestCase(null, null, 5)]
    [TestCase("a", null, 3)]
    [TestCase(null, "op", 3)]
    [TestCase("a", "op", 1)]
    public void A_waiver_of_a_requirement_covers_what_its_parts_leave(string? aspect, string? operation, int expected)
    {
        var waiver = Known with { Aspect = aspect, Operation = operation };
        CheckId[] ids =
        [
            new("S1.x", "a"),
            new("S1.x", "a", "op"),
            new("S1.x", null, "op"),
            new("S1.x", "a", "other"),
            new("S1.x", "b", "op"),
            new("S1.xy", "a", "op"),
        ];

        Assert.That(ids.Count(waiver.Covers), Is.EqualTo(expected));
    }

    [Test]
    public void A_check_id_is_written_as_it_was_read() =>
        Assert.That(
            (
                (string[])["S1.x", "S1.x/a", "S1.x@op", "S1.x/a@op", "S1.x@o/p", "/a", "@op"]).Select(id =>
                    CheckId.Parse(id)).Select(id => (id.Requirement, id.Aspect, id.Operation, $"{id}")),
            Is.EqualTo(new (string, string?, string?, string)[]
            {
                ("S1.x", null, null, "S1.x"), ("S1.x", "a", null, "S1.x/a"), ("S1.x", null, "op", "S1.x@op"), (
                    "S1.x",
                    "a",
                    "op",
                    "S1.x/a@op"),
                ("S1.x", null, "o/p", "S1.x@o/p"), ("", "a", null, "/a"), ("", null, "op", "@op"),
            }));

    [Test]
    public void No_check_id_is_a_mistake_of_the_caller() =>
        Assert.That(() => CheckId.Parse(null!), Throws.ArgumentNullException);

    [TestCase(Verdict.Fail, true)]
    [TestCase(Verdict.Untestable, true)]
    [TestCase(Verdict.Blocked, true)]
    [TestCase(Verdict.Pass, false)]
    [TestCase(Verdict.Warn, false)]
    [TestCase(Verdict.NotApplicable, false)]
    [TestCase(Verdict.Pending, false)]
    [TestCase(Verdict.HarnessError, false)]
    public void Only_what_fails_or_is_missing_can_be_waived(Verdict verdict, bool expected) =>
        Assert.That(new WaiverBook([Known], "here").Apply(Id, verdict), Is.EqualTo(expected ? Known : null));

    [Test]
    public void A_waiver_of_another_target_or_check_waives_nothing()
    {
        Assert.That(new WaiverBook([Known], "there").Apply(Id, Verdict.Fail), Is.Null);
        Assert.That(new WaiverBook([Known], "here").Apply(new("S1.y"), Verdict.Fail), Is.Null);
    }

    [TestCase(new[] { Verdict.Pass }, true)]
    [TestCase(new[] { Verdict.Pass, Verdict.NotApplicable }, true)]
    [TestCase(new[] { Verdict.NotApplicable }, false)]
    [TestCase(new[] { Verdict.Pass, Verdict.Fail }, false)]
    [TestCase(new[] { Verdict.Pass, Verdict.Warn }, false)]
    [TestCase(new[] { Verdict.Fail }, false)]
    [TestCase(new Verdict[0], false)]
    public void A_waiver_is_stale_when_all_its_checks_pass(Verdict[] verdicts, bool stale)
    {
        var book = new WaiverBook([Known, Known with { Target = "there" }], "here");
        foreach (var verdict in verdicts)
        {
            book.Apply(Id, verdict);
        }

        Assert.That(book.Stale(), stale
            ? Is.EqualTo(new[] { "the waiver of S1.x for here (T-1, payments) is stale: the check passes again; delete the waiver" })
            : Is.Empty);
        Assert.That(book.Unmatched(), verdicts.Length == 0
            ? Is.EqualTo(new[] { "the waiver of S1.x for here (T-1, payments) matches no check of this run" })
            : Is.Empty);
    }
}

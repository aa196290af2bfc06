using NUnit.Framework;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.SelfTests.Waivers;

public sealed class WaiverRulesTests
{
    private const string Good = """{"check":"S2.grant_type.unknown","target":"staging","reason":"r","owner":"o","ticket":"T-1","""
        + "\"from\":\"2026-03-01\",\"expires\":\"2026-05-30\"}";

    private static readonly DateOnly Today = new(2026, 3, 2);

    [Test]
    public void The_list_that_comes_along_is_empty() =>
        Assert.That(StrictJson.FromFixture<WaiverDocument>("waivers.json").Waivers, Is.Empty);

    [Test]
    public void A_good_entry_is_taken_until_the_end_of_its_last_day()
    {
        Assert.That(Read(Good, Today), Has.Length.EqualTo(1));
        Assert.That(Read(Good, new(2026, 5, 30)), Has.Length.EqualTo(1));
        Assert.That(() => Read(Good, new(2026, 5, 31)), Throws.TypeOf<TargetException>().With.Message.Contains("expired on 2026-05-30"));
    }

    [TestCase("\"from\":\"2026-03-01\",", "")]
    [TestCase("\"from\":\"2026-03-01\"", "\"from\":\"2026-03-02\"")]
    public void Its_first_day_is_today_at_the_latest(string good, string other) =>
        Assert.That(Read(Good.Replace(good, other, StringComparison.Ordinal), Today), Has.Length.EqualTo(1));

    [TestCase("\"expires\":\"2026-05-30\"", "\"expires\":\"2026-05-31\"", "more than 90 days after 2026-03-01")]
    [TestCase("\"from\":\"2026-03-01\"", "\"from\":\"2026-03-03\"", "#/waivers/0/from: 2026-03-03 is in the future")]
    [TestCase("\"reason\":\"r\"", "\"reason\":\" \"", "#/waivers/0/reason: is blank")]
    [TestCase("\"owner\":\"o\"", "\"owner\":\"\"", "#/waivers/0/owner: is blank")]
    [TestCase("\"ticket\":\"T-1\"", "\"ticket\":\"\"", "#/waivers/0/ticket: is blank")]
    [TestCase(
        "S2.grant_type.unknown", "S2.grant_type.unknwon",
        "#/waivers/0/check: there is no requirement \"S2.grant_type.unknwon\" (did you mean \"S2.grant_type.unknown\"?)")]
    [TestCase(
        "\"check\":\"S2.grant_type.unknown\"", "\"requirement\":\"S2.none\"",
        "#/waivers/0/requirement: there is no requirement \"S2.none\"")]
    [TestCase("\"check\":\"S2.grant_type.unknown\",", "", "expected either check or requirement")]
    [TestCase(
        "\"check\":\"S2.grant_type.unknown\",", "\"check\":\"S2.grant_type.unknown\",\"aspect\":\"a\",", "a check id already holds them")]
    [TestCase(
        "\"check\":\"S2.grant_type.unknown\",", "\"check\":\"S2.grant_type.unknown\",\"operation\":\"o\",",
        "a check id already holds them")]
    public void A_violated_rule_is_reported_with_its_place(string good, string bad, string expected) =>
        Assert.That(
            () => Read(Good.Replace(good, bad, StringComparison.Ordinal), Today),
            Throws.TypeOf<TargetException>().With.Message.Contains(expected));

    [TestCase("\"ticket\":\"T-1\",", "", "ticket")]
    [TestCase("\"ticket\"", "\"tiket\"", "tiket")]
    [TestCase("2026-05-30", "30 May", "/waivers/0/expires")]
    public void A_malformed_entry_is_told_with_its_place(string good, string bad, string expected) =>
        Assert.That(
            () => Read(Good.Replace(good, bad, StringComparison.Ordinal), Today),
            Throws.TypeOf<FixtureException>().With.Message.Contains(expected));

    [Test]
    public void A_missing_file_is_told_by_name() =>
        Assert.That(
            () => WaiverFile.Read("no-such.json", RequirementsFile.Embedded(), Today),
            Throws.TypeOf<FixtureException>().With.Message.Contains("no-such.json"));

    [Test]
    public void What_is_appended_is_read_back()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("waivers-").FullName, "waivers.json");
        var waiver = Read(Good, Today)[0];

        WaiverFile.Append(file, waiver);
        WaiverFile.Append(file, waiver with { Check = null, Requirement = "S1.client_id", Operation = null });

        Assert.That(File.ReadAllLines(file), Has.Length.GreaterThan(2).And.All.Length.LessThan(100), "one member a line, for people");
        Assert.That(
            WaiverFile.Read(file, RequirementsFile.Embedded(), Today).Select(one => one.Subject()),
            Is.EqualTo(new[] { "S2.grant_type.unknown", "S1.client_id" }));
    }

    private static System.Collections.Immutable.ImmutableArray<Waiver> Read(string entry, DateOnly today)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $$"""{"waivers":[{{entry}}]}""");
        try
        {
            return WaiverFile.Read(file, RequirementsFile.Embedded(), today);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

using NUnit.Framework;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.SelfTests.Verdicts;

/// <summary>A target may answer anything. Reports show a bounded, visible part of it, and no secret.</summary>
public sealed class ForeignTextTests
{
    private const string Secret = "the-long-client-secret-of-the-run";

    // What is kept back at the end of a text that was cut: the longest secret that the suite sends.
    private const int LongestSecret = 16 * 1024;

    private readonly Redactor _redactor = RunNotes.CreateRedactor();

    public ForeignTextTests() => _redactor.Add(new("client_secret", Secret, "$CLIENT_SECRET"));

    [TestCase(0)]
    [TestCase(9)]
    [TestCase(10)]
    public void A_text_of_the_maximum_or_less_is_shown_whole(int length) =>
        Assert.That(ForeignText.Lines(new('x', length), _redactor, max: 10), Is.EqualTo(new string('x', length)));

    [TestCase(11)]
    [TestCase(10 + LongestSecret - 1)]
    [TestCase(10 + LongestSecret)]
    [TestCase(10 + LongestSecret + 1)]
    [TestCase(10 + (2 * LongestSecret))]
    public void Of_a_longer_text_the_beginning_and_the_size_are_shown(int length) =>
        Assert.That(
            ForeignText.Lines(new('x', length), _redactor, max: 10), Is.EqualTo($"{new string('x', 10)}… ({length} characters)"));

    [TestCase(20, 12, 96)]
    [TestCase(20, 13, 100)]
    [TestCase(1_000, 1_000, 1_000)]
    [TestCase(1_000, 5 * LongestSecret, 1_000)]
    public void The_escapes_of_invisible_characters_count(int max, int length, int shown)
    {
        var text = ForeignText.Lines(new('\0', length), _redactor, max);

        Assert.That(text.Split('…')[0], Has.Length.EqualTo(shown).And.StartsWith("\\u{0000}\\u{0000}"));
        Assert.That(text.EndsWith($"… ({length} characters)", StringComparison.Ordinal), Is.EqualTo(shown != 8 * length));
    }

    [Test]
    public void The_size_is_told_in_the_unit_of_the_caller() =>
        Assert.That(ForeignText.Lines("xxx", _redactor, max: 2, size: "3 bytes"), Is.EqualTo("xx… (3 bytes)"));

    [Test]
    public void A_beginning_may_end_within_a_secret_and_keeps_that_much_back()
    {
        var text = new string('x', 20) + new string('y', LongestSecret);

        Assert.Multiple(() =>
        {
            Assert.That(
                ForeignText.Lines(text, _redactor, max: 1_000, isBeginning: true),
                Is.EqualTo($"{new string('x', 20)}… ({text.Length} characters)"));
            Assert.That(ForeignText.Lines("short", _redactor, max: 1_000, isBeginning: true), Is.EqualTo("… (5 characters)"));
        });
    }

    [TestCase(0)]
    [TestCase(5)]
    [TestCase(29)]
    [TestCase(33)]
    public void A_secret_at_the_end_of_what_is_shown_is_not_shown_in_part(int before)
    {
        var text = new string('x', before) + Secret + new string('y', 3 * LongestSecret);

        Assert.That(ForeignText.Lines(text, _redactor, max: 30), Does.Not.Contain(Secret[..4]));
    }

    [TestCase(1, "…")]
    [TestCase(2, "😀…")]
    [TestCase(3, "😀…")]
    [TestCase(4, "😀😀…")]
    [TestCase(0, "…")]
    public void A_text_is_not_cut_within_a_character(int max, string shown) =>
        Assert.That(ForeignText.Lines("😀😀😀", _redactor, max), Does.StartWith(shown).And.EndsWith("(6 characters)"));

    [Test]
    public void A_text_that_ends_with_half_a_character_is_shown_whole() =>
        Assert.That(ForeignText.Lines("ab\uD83D", _redactor, max: 3), Does.StartWith("ab").And.Not.Contain("…"));

    [Test]
    public void A_line_has_no_line_end() =>
        Assert.That(ForeignText.Line("a\r\nb\nc", _redactor), Does.Not.Contain("\n").And.Not.Contain("\r").And.Contain("c"));
}

using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.ExpiredTokens;
using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.SelfTests.ExpiredTokens;

public sealed class ExpiredTokenStoreTests
{
    private static readonly string Key = Convert.ToBase64String(Enumerable.Range(0, 32).Select(number => (byte)number).ToArray());

    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("tokens-").FullName;
    private readonly List<string> _warnings = [];

    private string TheFile => Directory.GetFiles(_folder).Single();

    [TearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestCase(true)]
    [TestCase(false)]
    public void A_token_is_given_out_after_its_expiry_and_skew_and_not_before(bool withKey)
    {
        Open(withKey).Store(Entry("t-o-k-e-n", 3600));

        _time.Advance(TimeSpan.FromSeconds(3600 + 300));
        Assert.That(Open(withKey).FindExpired(TimeSpan.FromSeconds(300)), Is.Null);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Open(withKey).FindExpired(TimeSpan.FromSeconds(300))?.Token, Is.EqualTo("t-o-k-e-n"));
        Assert.That(_warnings, Is.Empty);
    }

    [Test]
    public void With_a_key_the_file_does_not_show_the_token()
    {
        Open(withKey: true).Store(Entry("t-o-k-e-n", 3600));

        Assert.That(File.ReadAllText(TheFile), Does.Not.Contain("t-o-k-e-n").And.Not.Contain(Convert.ToBase64String("t-o-k-e-n"u8)));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void The_file_is_for_its_owner_only()
    {
        Open(withKey: false).Store(Entry("t", 3600));

        Assert.That(File.GetUnixFileMode(TheFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void A_file_that_other_users_can_read_is_ignored_with_a_warning()
    {
        Open(withKey: false).Store(Entry("t", 1));
        File.SetUnixFileMode(TheFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(Open(withKey: false).FindExpired(TimeSpan.Zero), Is.Null);
        Assert.That(_warnings, Has.Count.EqualTo(1).And.All.Contains("is readable by other users"));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"Entries":[null]}""")]
    [TestCase("""{"Entries":[{"Token":null,"Expires":"2026-01-01T00:00:00Z"}]}""")]
    [TestCase("""{"Sealed":{"Nonce":"AA==","Data":"AA==","Tag":"AA=="}}""")]
    [TestCase("""{"Sealed":{}}""")]
    public void A_damaged_file_is_a_warning_and_is_replaced(string text)
    {
        Open(withKey: true).Store(Entry("t", 1));
        File.WriteAllText(TheFile, text);

        Assert.That(Open(withKey: true).FindExpired(TimeSpan.Zero), Is.Null);
        Assert.That(_warnings, Is.Not.Empty);
        Open(withKey: true).Store(Entry("u", 1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(Open(withKey: true).FindExpired(TimeSpan.Zero)?.Token, Is.EqualTo("u"));
    }

    [Test]
    public void A_flipped_bit_is_noticed()
    {
        Open(withKey: true).Store(Entry("t", 1));
        var text = File.ReadAllText(TheFile);
        var at = text.IndexOf("\"Data\":\"", StringComparison.Ordinal) + 8;
        File.WriteAllText(TheFile, text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..]);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(Open(withKey: true).FindExpired(TimeSpan.Zero), Is.Null);
        Assert.That(_warnings, Is.Not.Empty);
    }

    [Test]
    public void Without_the_key_a_sealed_file_stays_shut()
    {
        Open(withKey: true).Store(Entry("t", 1));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(Open(withKey: false).FindExpired(TimeSpan.Zero), Is.Null);
        Assert.That(_warnings, Has.All.Contains("expiredTokenKey"));
    }

    [Test]
    public void A_sealed_file_of_another_client_does_not_open()
    {
        Open(withKey: true).Store(Entry("t", 1));
        var moved = TheFile;
        Open(withKey: true, client: "other").Store(Entry("u", 1));
        File.Copy(moved, Directory.GetFiles(_folder).Single(file => file != moved), overwrite: true);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(Open(withKey: true, client: "other").FindExpired(TimeSpan.Zero), Is.Null);
    }

    [Test]
    public void One_living_and_one_expired_token_are_kept_and_no_more()
    {
        foreach (var token in (string[])["a", "b", "c"])
        {
            Open(withKey: false).Store(Entry(token, 10));
            _time.Advance(TimeSpan.FromSeconds(11));
        }

        Open(withKey: false).Store(Entry("d", 10));
        Open(withKey: false).Store(Entry("e", 20));

        Assert.That(
            File.ReadAllText(TheFile),
            Does.Contain("\"c\"").And.Contain("\"d\"").And.Not.Contain("\"a\"").And.Not.Contain("\"b\"").And.Not.Contain("\"e\""));
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_a_warning()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        ExpiredTokenStore.Open(
            Settings(false, "c") with { ExpiredTokenFolder = Path.Combine(file, "below") },
            _time,
            _warnings.Add)!.Store(Entry("t", 1));

        Assert.That(_warnings, Has.Count.EqualTo(1));
    }

    private ExpiredTokenStore Open(bool withKey, string client = "c") =>
        ExpiredTokenStore.Open(Settings(withKey, client), _time, _warnings.Add)!;

    private TargetSettings Settings(bool withKey, string client) => new()
    {
        Name = "staging",
        ApiAddress = new("https://api.example.com"),
        Credentials = new(client, "s"),
        RequestorId = "r",
        ExpiredTokenFolder = _folder,
        ExpiredTokenKey = withKey ? Key : null,
    };

    private StoredToken Entry(string token, int seconds) => new(token, _time.GetUtcNow().AddSeconds(seconds));
}

using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace.Redaction;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Properties;

public sealed class RedactorProperties
{
    private const int Shown = 200;

    // None of the letters around, so that what is found is the secret and nothing else.
    private static readonly Gen<string> Text = Gen.Char["GHIJKLMNOPQRSTUVWXYZ+/=%&:~\"'\\<> "].Array[8, 24]
        .Select(letters => new string(letters))
        .Where(secret => secret.Trim().Length == secret.Length);

    // Long bodies are shown in part: where the cut goes through a secret, its first half must not be what the report ends with.
    [Test]
    public void No_part_of_a_secret_survives_where_a_long_body_is_cut() =>
        Text.All(Gen.Select(Gen.Int[-60, 8], Gen.Int[1, 4]), secret =>
        {
            var redactor = RunNotes.CreateRedactor();
            redactor.Add(new("client_secret", secret, "$CLIENT_SECRET"));
            return placed =>
            {
                var filler = new string('a', Shown + placed.Item1);
                var shown = Recorded(filler + string.Concat(Enumerable.Repeat(secret, placed.Item2)) + filler, redactor).ReplyBody;
                return !shown.Contains(secret[..4], StringComparison.Ordinal) && !shown.Contains(secret[^4..], StringComparison.Ordinal);
            };
        });

    private static RecordedExchange Recorded(string body, Redactor redactor) => RecordedExchange.From(
        new(
            1,
            new("GET", new("http://127.0.0.1/"), []),
            new(200, "1.1", [], Encoding.UTF8.GetBytes(body)),
            null,
            DateTimeOffset.UnixEpoch,
            TimeSpan.Zero),
        "A_claim",
        redactor,
        Shown);
}

using CsCheck;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Properties;

public sealed class ChallengeProperties
{
    private static readonly Gen<string> Token = Gen.Char["abzAZ09!#$%&'*+-.^_`|~"].Array[1, 6].Select(letters => new string(letters));

    private static readonly Gen<string> Blanks = Gen.OneOf("", " ", "\t", " \t ");

    private static readonly Gen<string> Comma = Gen.Select(Blanks, Gen.OneOf(",", ", ,", ",,"), Blanks).Select(parts => parts.Item1 + parts.Item2 + parts.Item3);

    // A quoted text as it is sent, and what it says; a backslash may stand before any character.
    private static readonly Gen<(string Sent, string Said)> Quoted = Gen.Select(Gen.Char["ab=, \t\"\\é"], Gen.Bool).Array[0, 8].Select(letters => (
        '"' + string.Concat(letters.Select(one => one.Item2 || one.Item1 is '"' or '\\' ? $"\\{one.Item1}" : $"{one.Item1}")) + '"',
        string.Concat(letters.Select(one => one.Item1))));

    private static readonly Gen<(string Sent, string Name, string Value)> Parameter =
        Gen.Select(Token, Blanks, Blanks, Gen.OneOf(Quoted, Token.Select(value => (value, value))))
            .Select(parts => ($"{parts.Item1}{parts.Item2}={parts.Item3}{parts.Item4.Item1}", parts.Item1, parts.Item4.Item2));

    private static readonly Gen<(string Sent, Challenge Said)> One = Gen.OneOf(
        Token.Select(scheme => (scheme, new Challenge(scheme, null, []))),
        Gen.Select(Token, Gen.Char["azAZ09-._~+/"].Array[1, 6], Gen.OneOf("", "=", "==")).Select(parts =>
            ($"{parts.Item1} {new string(parts.Item2)}{parts.Item3}", new Challenge(parts.Item1, new string(parts.Item2) + parts.Item3, []))),
        Gen.Select(Token, Parameter.Array[1, 3], Comma).Select(parts =>
            ($"{parts.Item1}  {string.Join(parts.Item3, parts.Item2.Select(one => one.Sent))}", new Challenge(parts.Item1, null, [.. parts.Item2.Select(one => (one.Name, one.Value))]))));

    [Test]
    public void Challenges_are_read_as_they_were_written() =>
        Gen.Select(One.Array[1, 3], Comma, Gen.Bool).All(written =>
        {
            var (all, comma, apart) = written;
            var sent = all.Select(one => one.Sent);
            var list = ChallengeList.Parse(apart ? sent : [comma + string.Join(comma, sent) + comma]);
            return list.Problem is null && list.Challenges.Select(Show).SequenceEqual(all.Select(one => Show(one.Said)));
        });

    [Test]
    public void A_quoted_text_that_does_not_end_is_a_problem() =>
        Gen.Select(Token, Token, Quoted, Gen.Int[1, 20]).All(written =>
        {
            var (scheme, name, quoted, cut) = written;
            var open = quoted.Sent[..Math.Min(cut, quoted.Sent.Length - 1)];
            return ChallengeList.Parse([$"{scheme} {name}={open}"]).Problem is not null;
        });

    [Test]
    public void No_text_makes_the_reader_throw_or_run_on() =>
        Gen.OneOf(Gen.Char["ab=, \t\"\\/+;\0é"].Array[0, 30].Select(letters => new string(letters)), Gen.String).All(text =>
            ChallengeList.Parse([text, text]).Challenges.Length <= 2 * (text.Length + 1));

    private static string Show(Challenge challenge) =>
        $"{challenge.Scheme}({challenge.Token68 ?? "none"})[{string.Join('|', challenge.Parameters.Select(one => $"{one.Name}={one.Value}"))}]";
}

using NUnit.Framework;
using PartnerApi.Conformance.Checks;

namespace PartnerApi.Conformance.SelfTests.Checks;

public sealed class ChallengeListTests
{
    [TestCase("Bearer", "Bearer")]
    [TestCase("Bearer realm=\"a\"", "Bearer[realm=a]")]
    [TestCase("Basic realm=\"a, b\", charset=\"UTF-8\", Bearer error=invalid_token", "Basic[realm=a, b|charset=UTF-8] Bearer[error=invalid_token]")]
    [TestCase("Negotiate, Bearer", "Negotiate Bearer")]
    [TestCase("Negotiate YWJj==, Basic realm=\"x\"", "Negotiate(YWJj==) Basic[realm=x]")]
    [TestCase("Bearer realm = \"with blanks\"", "Bearer[realm=with blanks]")]
    [TestCase("Bearer realm=\"quote \\\" inside\"", "Bearer[realm=quote \" inside]")]
    [TestCase(", ,Bearer realm=a,,error=b", "Bearer[realm=a|error=b]")]
    [TestCase("Bearer realm=\"\"", "Bearer[realm=]")]
    [TestCase("Bearer  realm=a , error=b", "Bearer[realm=a|error=b]")]
    [TestCase("Bearer\trealm=a", "Bearer[realm=a]")]
    [TestCase("Negotiate YWJj , Basic realm=x", "Negotiate(YWJj) Basic[realm=x]")]
    [TestCase("Negotiate a-._~+/9=, Bearer", "Negotiate(a-._~+/9=) Bearer")]
    [TestCase("x!#$%&'*+-.^_`|~9 a=b", "x!#$%&'*+-.^_`|~9[a=b]")]
    [TestCase("", "")]
    public void Challenges_are_read(string line, string expected)
    {
        var list = ChallengeList.Parse([line]);

        Assert.That(list.Problem, Is.Null);
        Assert.That(string.Join(' ', list.Challenges.Select(Show)), Is.EqualTo(expected));
    }

    [Test]
    public void Several_lines_are_one_list() =>
        Assert.That(ChallengeList.Parse(["Basic realm=a", "Bearer realm=b"]).Challenges.Select(one => one.Scheme), Is.EqualTo(new[] { "Basic", "Bearer" }));

    [TestCase("=", "unexpected '=' at position 0")]
    [TestCase("Bearer realm=\"open", "the parameter 'realm' has no well-formed value")]
    [TestCase("Bearer realm=\"open\\", "the parameter 'realm' has no well-formed value")]
    [TestCase("Bearer error=a, realm=", "the parameter 'realm' has no well-formed value")]
    [TestCase("Bearer \"a\"", "no parameter at position 7")]
    [TestCase("Bearer =a", "no parameter at position 7")]
    [TestCase("Bearer a b", "no parameter at position 8")]
    [TestCase("Bearer;realm=a", "unexpected ';' after the scheme 'Bearer'")]
    [TestCase("realm=a", "unexpected '=' after the scheme 'realm'")]
    public void A_broken_line_is_a_problem(string line, string expected) =>
        Assert.That(ChallengeList.Parse(["Basic", line]).Problem, Is.EqualTo(expected));

    [Test]
    public void A_parameter_is_found_by_its_name_in_any_letter_case()
    {
        var challenge = ChallengeList.Parse(["Bearer Error=a, error=b"]).Challenges[0];

        Assert.That((challenge["ERROR"], challenge["realm"]), Is.EqualTo(("a", (string?)null)));
        Assert.That((challenge.Is("bearer"), challenge.Is("Basic")), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_repeated_attribute_is_found_in_any_letter_case() =>
        Assert.That(ChallengeList.Parse(["Bearer realm=x, error=a, ERROR=b"]).Challenges[0].RepeatedNames, Is.EqualTo(new[] { "error" }));

    private static string Show(Challenge challenge) =>
        challenge.Scheme
        + (challenge.Token68 is { } token ? $"({token})" : "")
        + (challenge.Parameters.IsEmpty ? "" : $"[{string.Join('|', challenge.Parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"))}]");
}

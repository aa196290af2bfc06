using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.TestSupport;

namespace PartnerApi.Conformance.SelfTests.Properties;

public sealed class JsonProperties
{
    [Test]
    public void Every_member_that_comes_twice_is_found_with_its_path() =>
        JsonText.Any.All(
            json => JsonBody.Read(Encoding.UTF8.GetBytes(json.Text)).Duplicates.SequenceEqual(json.Repeated),
            json => json.Text);

    [Test]
    public void A_damaged_body_is_read_or_has_a_problem_and_never_throws() =>
        Gen.Select(
            JsonText.Any,
            Gen.Int[0, 200],
            Gen.OneOf(Gen.Byte.Select(one => new[] { one }), Gen.Const("\\ud800"u8.ToArray()))).All(damaged =>
        {
            var bytes = Encoding.UTF8.GetBytes(damaged.Item1.Text);
            var at = damaged.Item2 % bytes.Length;
            var body = JsonBody.Read((byte[])[.. bytes[..at], .. damaged.Item3, .. bytes[(at + 1)..]]);
            return body.Root is null == body.Problem is not null && body.Member("a")?.ToString() != "never";
        });
}

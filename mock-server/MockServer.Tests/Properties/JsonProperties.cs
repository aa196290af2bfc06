using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Resources;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Properties;

public sealed class JsonProperties
{
    private static readonly FastBodyValidator Fast = new(EngineUnderTest.Contract.Schemas);
    private static readonly BodyValidator Plain = new(EngineUnderTest.Contract.Schemas);

    [Test]
    public void A_body_is_refused_exactly_when_a_member_comes_twice() =>
        JsonText.Any.All(
            json => JsonBody.Read(Encoding.UTF8.GetBytes(json.Text)).Problem is null == json.Repeated.IsEmpty, json => json.Text);

    [Test]
    public void The_fast_way_reads_a_body_as_the_plain_way_does() =>
        Gen.Select(JsonText.Any, Gen.Int[0, 400], Gen.Byte).All(damaged =>
        {
            var bytes = Encoding.UTF8.GetBytes(damaged.Item1.Text);
            if (damaged.Item2 < bytes.Length)
            {
                bytes[damaged.Item2] = damaged.Item3;
            }

            return AreAlike(Fast.Read(bytes), Plain.Read(bytes));
        });

    [TestCase("""{"a":1,"b":[true,null,{"a":"ü日 /"}],"c":-1.5}""")]
    [TestCase("""{"a":1,"a":2}""")]
    [TestCase("""[{"a":{"b":1,"b":2}}]""")]
    [TestCase("""{"a":1e3}""")]
    [TestCase("""{"a":1e999}""")]
    [TestCase("""{"a":"\\u0061"}""")]
    [TestCase("""{"a":1}{"a":1}""")]
    [TestCase("""{"a":1""")]
    public void The_fast_way_reads_these_as_the_plain_way_does(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.That(AreAlike(Fast.Read(bytes), Plain.Read(bytes)));
    }

    [Test]
    public void Members_are_written_as_a_tree_is() =>
        JsonText.Any.All(
            json => JsonBody.Read(Encoding.UTF8.GetBytes(json.Text)).Value is not JsonObject tree
                || MemberList.Read(Encoding.UTF8.GetBytes(json.Text)).ToUtf8().AsSpan()
                    .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(tree, RelaxedJson.Options)),
            json => json.Text);

    [Test]
    public void Members_are_joined_as_trees_are() =>
        Gen.Select(JsonText.Any, JsonText.Any).All(
            pair =>
            {
                if (JsonBody.Read(Encoding.UTF8.GetBytes(pair.Item1.Text)).Value is not JsonObject tree
                    || JsonBody.Read(Encoding.UTF8.GetBytes(pair.Item2.Text)).Value is not JsonObject other)
                {
                    return true;
                }

                var members = MemberList.From(tree);
                members.SetAll(MemberList.From(other));
                foreach (var (name, value) in other)
                {
                    tree[name] = value?.DeepClone();
                }

                return members.ToUtf8().AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(tree, RelaxedJson.Options))
                    && tree.All(member => members.Text(member.Key) == (member.Value is JsonValue text
                        && text.TryGetValue<string>(out var value)
                        ? value
                        : null));
            },
            pair => $"{pair.Item1.Text} and {pair.Item2.Text}");

    [Test]
    public void A_damaged_body_is_read_or_refused_and_never_throws() =>
        Gen.Select(JsonText.Any, Gen.Int[0, 200], Gen.Byte).All(damaged =>
        {
            var bytes = Encoding.UTF8.GetBytes(damaged.Item1.Text);
            bytes[damaged.Item2 % bytes.Length] = damaged.Item3;
            var read = JsonBody.Read(bytes);
            return read.Problem is null || read.Value is null;
        });

    private static bool AreAlike(JsonBody fast, JsonBody plain) =>
        fast.Problem == plain.Problem && JsonNode.DeepEquals(fast.Value, plain.Value);
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Properties;

/// <summary>
/// The quick check of bodies against the validator: it may know less, and must never say yes where the validator says no.
/// </summary>
public sealed class SchemaProperties
{
    private static readonly Contract[] Contracts = [ContractFile.V1(), ContractFile.V2()];

    private static readonly (SchemaSet Schemas, string Name, JsonNode Example)[] Bodies =
    [
        .. from contract in Contracts
           from operation in contract.Operations
           where operation is { RequestSchema: not null, RequestExample: not null, RequestMediaType: "application/json" }
           select (contract.Schemas, operation.RequestSchema, operation.RequestExample),
    ];

    // Values on both sides of every limit that the contracts have, and some that read differently in different libraries.
    private static readonly string[] Values =
    [
        "null", "true", "false", "{}", "[]", "[null]", "[1]", "[\"a\"]", "{\"a\":1}", "[[]]",
        "0", "-0", "1", "-1", "0.0", "1.0", "1.5", "0.01", "0.005", "100", "1e3", "1E400", "12345678901234567890",
            "0.1234567890123456789", "999999999999999", "9999999999.99",
        "\"\"", "\" \"", "\"a\"", "\"a b\"", "\"ab\"", "\"AB\"", "\"DE\"", "\"EUR\"", "\"EUR\\n\"", "\"\\u0041BC\"", "\"é\"", "\"1\"",
            "\"1.5\"", "\"true\"",
        "\"00000000-0000-4000-8000-000000000000\"", "\"00000000-0000-4000-8000-00000000000\"", "\" 0000000-0000-4000-8000-000000000000\"",
            "\"{0000000-0000-4000-8000-00000000000}\"",
        "\"2024-02-29\"", "\"2023-02-29\"", "\"2024-02-29T10:00:00Z\"", "\"2024-02-29T10:00:00\"", "\"2024-02-30T10:00:00Z\"",
        "\"DE89370400440532013000\"", "\"https://example.org\"", "\"a@b.c\"", "\"IE00B4L5Y983\"",
        $"\"{new string('A', 33)}\"", $"\"{new string('A', 256)}\"", $"\"{new string('a', 600)}\"",
    ];

    private static readonly Gen<(int Body, (int Place, int Value)[] Changes)> Changed =
        Gen.Select(
            Gen.Int[0, Bodies.Length - 1], Gen.Select(Gen.Int[0, 200], Gen.Int[-1, Values.Length - 1]).Array[0, 3],
            (body, changes) => (body, changes));

    public static IEnumerable<TestCaseData> Examples =>
        Bodies.Select((body, index) => new TestCaseData(index).SetArgDisplayNames($"{index} {body.Name}"));

    [Test]
    public void The_quick_check_accepts_nothing_that_the_validator_refuses() =>
        Changed.All(
            changed =>
                Text(changed) is var text && (!Bodies[changed.Body].Schemas.Accepts(Bodies[changed.Body].Name, Encoding.UTF8.GetBytes(text))
                || Bodies[changed.Body].Schemas.Validate(Bodies[changed.Body].Name, text).IsEmpty),
            changed => $"{Bodies[changed.Body].Name}: {Text(changed)}");

    [TestCaseSource(nameof(Examples))]
    public void The_quick_check_accepts_what_the_contract_shows(int body) =>
        Assert.That(Bodies[body].Schemas.Accepts(Bodies[body].Name, JsonSerializer.SerializeToUtf8Bytes(Bodies[body].Example)));

    private static string Text((int Body, (int Place, int Value)[] Changes) changed)
    {
        var body = Bodies[changed.Body].Example.DeepClone();
        foreach (var (place, value) in changed.Changes)
        {
            var places = Places(body).ToArray();
            if (places.Length > 0)
            {
                Change(places[place % places.Length], value < 0 ? null : Values[value]);
            }
        }

        return body.ToJsonString();
    }

    private static IEnumerable<(JsonNode Parent, string? Member, int Item)> Places(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value).Prepend((node, member.Key, 0))),
        JsonArray items => items.SelectMany((item, index) => Places(item).Prepend((node, null, index))),
        _ => [],
    };

    // No value takes the place away; the text of a number stays as it is written.
    private static void Change((JsonNode Parent, string? Member, int Item) place, string? value)
    {
        switch (place)
        {
            case (JsonObject members, { } member, _) when value is null:
                members.Remove(member);
                break;
            case (JsonObject members, { } member, _):
                members[member] = JsonNode.Parse(value);
                break;
            case (JsonArray items, _, var index) when value is null:
                items.RemoveAt(index);
                break;
            case (JsonArray items, _, var index):
                items[index] = JsonNode.Parse(value);
                break;
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>RFC 8259 and RFC 3986: the same body and the same address written in other ways, and bytes that are no UTF-8.</summary>
public sealed class Api_Encoding : Scenario
{
    private const string Equivalent = "API.body.equivalent";

    [TestCase("reversed")]
    [TestCase("escaped")]
    [Verifies(Equivalent)]
    public async Task Order_and_escapes_of_a_JSON_body_do_not_matter(string aspect)
    {
        var good = await GoodCall(Target.CommandWithGoodBody);
        var control = await Control(good);
        if (!control.Succeeded)
        {
            Check(Equivalent, aspect).NotApplicable("nothing may be carried out here, so no body is accepted in any form");
            return;
        }

        var again = await Renewed(good);
        var text = aspect == "reversed" ? Reversed(again.Body!).ToJsonString() : Escaped(again.Body!.ToJsonString());

        var reply = await Send(again with { RawBody = Encoding.UTF8.GetBytes(text) });

        Check(Equivalent, aspect).Holds(
            reply,
            reply.Succeeded,
            $"the answer that the usual form gets: {control.Summary()}",
            reply.Summary());
    }

    [Test, Verifies("RFC9110-15.5.malformed")]
    public async Task Bytes_that_are_no_UTF8_do_not_make_the_API_fail()
    {
        await Control(await AnyCall());
        var read = Target.Usable(Target.Queries).FirstOrDefault(query =>
            query is { Resource.Action: ResourceAction.Read, PathParameters.Length: 1 } && query.PathParameters[0].AcceptsNonexistentId);
        if (read is null)
        {
            Check("RFC9110-15.5.malformed", "path").NotApplicable("no query of the contract reads an object by its id");
        }
        else
        {
            var good = (await GoodCall(read)) with { Path = ImmutableDictionary<string, string>.Empty };
            var request = good.Build(Target);
            var id = request.Uri.AbsolutePath.Split('/').First(part => part.StartsWith("00000000-", StringComparison.Ordinal));
            var address = request.Uri.AbsoluteUri.Replace(id, "%ff%c0%af", StringComparison.Ordinal);
            Check("RFC9110-15.5.malformed", "path").Judge(
                await Send(request with { Uri = new(address) }),
                "API.target.exists",
                "API.route.known",
                "RFC9110-15.5.malformed",
                "API.query.value",
                "API.path.value");
        }

        var call = await AnyCall();
        Check("RFC9110-15.5.malformed", "query").Judge(
            await Send(call with { Query = "x_probe=%ff%c0%af" }), "RFC9110-15.5.malformed", "API.query.value");
    }

    private static JsonNode Reversed(JsonNode body) => body is JsonObject members
        ? new JsonObject(members.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
        : body;

    // Each letter within quotes as an escape; the text has no quotes or backslashes inside strings, or it stays as it is.
    private static string Escaped(string json)
    {
        if (json.Contains('\\', StringComparison.Ordinal))
        {
            return json;
        }

        var text = new StringBuilder();
        var isInside = false;
        foreach (var letter in json)
        {
            isInside ^= letter == '"';
            text.Append(isInside && letter != '"'
                ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")
                : letter.ToString());
        }

        return text.ToString();
    }
}

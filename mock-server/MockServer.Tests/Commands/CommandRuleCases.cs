using System.Text.Json.Nodes;
using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Tests.Commands;

/// <summary>One row or more for each rule of the command API.</summary>
/// <param name="engine">Where the tokens come from and the targets live.</param>
internal sealed class CommandRuleCases(EngineUnderTest engine)
{
    public IEnumerable<RuleCase> All => [.. Bearer, .. Requestor, .. Body, .. Target];

    private ApiRequest Good => engine.Requests.Of("createTransfer");

    private ApiRequest GoodQuery => engine.Requests.Of("listNaturalPersons") with { Query = "limit=20" };

    private IEnumerable<RuleCase> Bearer =>
    [
        Of("RFC6750-3.1.two_methods", "two headers", Good with { Headers = Good.Headers.With("authorization", "Bearer " + engine.Token) }),
        Of("RFC6750-3.1.two_methods", "header and query", Good with { Query = "access_token=" + engine.Token }),
        Of("RFC6750-2.3.query_token", "only in the query", Good with { Query = "x=1&access_token=" + engine.Token, Headers = Good.Headers.Without("Authorization") }),
        Of("S3.bearer.missing", "no header", Good with { Headers = Good.Headers.Without("Authorization") }),
        Of("RFC6750-2.1.wrong_scheme", "Basic", Authorization("Basic cGFydG5lcjpzZWNyZXQ=")),
        Of("RFC6750-2.1.wrong_scheme", "no scheme", Authorization(engine.Token)),
        Of("RFC6750-2.1.wrong_scheme", "a longer word", Authorization("Bearers " + engine.Token)),
        Of("RFC6750-2.1.empty_token", "nothing behind the scheme", Authorization("Bearer")),
        Of("RFC6750-2.1.empty_token", "blanks behind the scheme", Authorization("Bearer   ")),
        Of("S3.bearer.garbage", "a word", Authorization("Bearer garbage")),
        Of("S3.bearer.garbage", "two words", Authorization($"Bearer {engine.Token} {engine.Token}")),
        Of("S3.bearer.tampered", "another signature", Authorization("Bearer " + engine.Token[..engine.Token.LastIndexOf('.')] + "." + new string('A', 43))),
        Of("S3.bearer.expired", "an hour later", Authorization("Bearer " + Issued("partner-local", TimeSpan.FromHours(-1)))),
        Of("S3.bearer.revoked", "an earlier generation", Authorization("Bearer " + Revoked())),
    ];

    private IEnumerable<RuleCase> Requestor =>
    [
        Of("S4.requestor_id.repeated", "twice", Good with { Headers = Good.Headers.With("requestor-id", GoodRequests.Requestor) }),
        Of("S4.requestor_id.blank", "empty", WithRequestor("")),
        Of("S4.requestor_id.blank", "blanks", WithRequestor("  \t ")),
        Of("S4.requestor_id.required", "left out", Good with { Headers = Good.Headers.Without("Requestor-ID") }),
        Of("API.fault.order", "no kind", Good with { Headers = Good.Headers.With("X-Mock-Fault", "nonsense") }),
        Of("S4.requestor_id.required", "misspelt", Good with { Headers = Good.Headers.Without("Requestor-ID").With("RequestorID", GoodRequests.Requestor) }),
    ];

    private IEnumerable<RuleCase> Body =>
    [
        Of("API.size", "too large", Good with { Body = default, BodyFault = BodyFault.TooLarge }),
        Of("API.body.json", "bad framing", Good with { Body = default, BodyFault = BodyFault.Malformed }),
        Of("API.body.missing", "empty", Good with { Body = default }),
        Of("API.body.media_type", "a form", WithType("application/x-www-form-urlencoded")),
        Of("API.body.media_type", "none", Good with { Headers = Good.Headers.Without("Content-Type") }),
        Of("API.body.media_type", "UTF-16", WithType("application/json; charset=utf-16")),
        Of("API.body.json", "not JSON", WithBody("{")),
        Of("API.body.json", "a repeated member", WithBody("""{"amount":1,"amount":1}""")),
        Of("API.body.schema", "an empty object", WithBody("{}")),
        Of("API.body.schema", "null", WithBody("null")),
        Of("API.body.schema", "an array", WithBody("[]")),
        Of("API.body.schema", "a value out of range", WithBody(Merged("""{"amount":-1}"""))),
        Of("API.body.schema", "a value of another type", WithBody(Merged("""{"amount":"1"}"""))),
    ];

    private IEnumerable<RuleCase> Target =>
    [
        new("API.query.required", "left out", engine.Requests.Of("validateIban") with { Query = "" }, engine.Requests.Of("validateIban")),
        new("API.query.required", "empty", engine.Requests.Of("validateIban") with { Query = "iban=" }, engine.Requests.Of("validateIban")),
        new("API.query.required", "badly encoded", GoodQuery with { Query = "limit=20&cursor=%zz" }, GoodQuery),
        new("API.path.value", "not in the list", engine.Requests.Of("getWebhook") with { Path = "/webhooks/NONSENSE" }, engine.Requests.Of("getWebhook")),
        new("API.target.exists", "unknown id", engine.Requests.Of("getTransfer") with { Path = "/transfers/" + Guid.Empty }, engine.Requests.Of("getTransfer")),
        new("API.target.exists", "of another owner", OtherOwner(), engine.Requests.Of("getBeneficialOwner")),
        new("API.conflict", "a taken externalId", Taken(), Good),
    ];

    private static RuleCase Of(string rule, string name, ApiRequest broken, ApiRequest mended) => new(rule, name, broken, mended);

    private RuleCase Of(string rule, string name, ApiRequest broken) => Of(rule, name, broken, Good);

    private ApiRequest Authorization(string value) => Good with { Headers = Good.Headers.Without("Authorization").With("Authorization", value) };

    private ApiRequest WithRequestor(string value) => Good with { Headers = Good.Headers.Without("Requestor-ID").With("Requestor-ID", value) };

    private ApiRequest WithType(string value) => Good with { Headers = Good.Headers.Without("Content-Type").With("Content-Type", value) };

    private ApiRequest WithBody(string body) => Good with { Body = EngineUnderTest.Bytes(body) };

    private string Merged(string changes)
    {
        var body = JsonNode.Parse(Good.Body.Span)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return body.ToJsonString();
    }

    private string Issued(string client, TimeSpan shift) =>
        engine.Tokens.Issue(client, 0, engine.Session.Clock.GetUtcNow() + shift, TimeSpan.FromHours(1));

    private string Revoked()
    {
        var token = Issued("partner-other", TimeSpan.Zero);
        engine.Sessions.Clients.Find("partner-other")!.Revoke();
        return token;
    }

    private ApiRequest OtherOwner()
    {
        var mine = engine.Requests.Of("getBeneficialOwner");
        var others = engine.Requests.Of("getBeneficialOwner");
        return mine with { Path = string.Join('/', [.. mine.Path.Split('/')[..^1], others.Path.Split('/')[^1]]) };
    }

    private ApiRequest Taken()
    {
        engine.Session.World.Put("transfer", "taken", null, new JsonObject { ["externalId"] = "taken" });
        return WithBody(Merged("""{"externalId":"taken"}"""));
    }
}

using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Tests.Commands;

/// <summary>One row or more for each rule of the command API.</summary>
/// <param name="engine">Where the tokens come from and the targets live.</param>
internal sealed class CommandRuleCases(EngineUnderTest engine)
{
    public IEnumerable<RuleCase> All => [.. Bearer, .. Requestor, .. RequestorChecks, .. Body, .. Target, .. State, .. Business];

    private const string Other = "22222222-2222-4222-8222-222222222222";
    private const string Created = "33333333-3333-4333-8333-333333333333";

    private const string Document = "55555555-5555-4555-8555-555555555555";

    private ApiRequest Good => engine.Requests.Of("createTransfer");

    private ApiRequest GoodQuery => engine.Requests.Of("listNaturalPersons") with { Query = "limit=20" };

    private IEnumerable<RuleCase> Business =>
    [
        new(
            "API.business", "identified too long ago",
            Changed("createIdentification", "identificationDate", "2020-01-31"),
            engine.Requests.Of("createIdentification")),
        new(
            "API.business.inferred", "a limit order by its path alone",
            Changed("createLimitOrder", "orderType", "MARKET"),
            engine.Requests.Of("createLimitOrder")),
    ];

    private ApiRequest Changed(string operation, string member, string value)
    {
        var request = engine.Requests.Of(operation);
        var body = JsonNode.Parse(request.Body.Span)!;
        body[member] = value;
        return request with { Body = EngineUnderTest.Bytes(body.ToJsonString()) };
    }

    private IEnumerable<RuleCase> Bearer =>
    [
        Of("RFC6750-3.1.two_methods", "two headers", Good with { Headers = Good.Headers.With("authorization", "Bearer " + engine.Token) }),
        Of("RFC6750-3.1.two_methods", "header and query", Good with { Query = "access_token=" + engine.Token }),
        Of(
            "RFC6750-2.3.query_token", "only in the query",
            Good with { Query = "x=1&access_token=" + engine.Token, Headers = Good.Headers.Without("Authorization") }),
        Of("S3.bearer.missing", "no header", Good with { Headers = Good.Headers.Without("Authorization") }),
        Of("RFC6750-2.1.wrong_scheme", "Basic", Authorization("Basic cGFydG5lcjpzZWNyZXQ=")),
        Of("RFC6750-2.1.wrong_scheme", "no scheme", Authorization(engine.Token)),
        Of("RFC6750-2.1.wrong_scheme", "a longer word", Authorization("Bearers " + engine.Token)),
        Of("RFC6750-2.1.empty_token", "nothing behind the scheme", Authorization("Bearer")),
        Of("RFC6750-2.1.empty_token", "blanks behind the scheme", Authorization("Bearer   ")),
        Of("S3.bearer.garbage", "a word", Authorization("Bearer garbage")),
        Of("S3.bearer.garbage", "two words", Authorization($"Bearer {engine.Token} {engine.Token}")),
        Of(
            "S3.bearer.tampered", "another signature",
            Authorization("Bearer " + engine.Token[..engine.Token.LastIndexOf('.')] + "." + new string('A', 43))),
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
        Of(
            "S4.requestor_id.required", "misspelt",
            Good with { Headers = Good.Headers.Without("Requestor-ID").With("RequestorID", GoodRequests.Requestor) }),
    ];

    private IEnumerable<RuleCase> RequestorChecks =>
    [
        Of(
            "S4.requestor_id.format", "no UUID", At(RequestorCheckLevel.Format, "somebody"),
            At(RequestorCheckLevel.Format, GoodRequests.Requestor)),
        Of(
            "S4.requestor_id.known", "nobody's", At(RequestorCheckLevel.Known, Guid.NewGuid().ToString()),
            At(RequestorCheckLevel.Known, Created)),
        Of(
            "S4.requestor_id.active", "still CREATED", At(RequestorCheckLevel.Active, Created),
            At(RequestorCheckLevel.Active, GoodRequests.Requestor)),
        Of("S4.requestor_id.self_or_proxy", "somebody else", About(Other, GoodRequests.Requestor), About(Other, Other)),
        Of("S4.requestor_id.self_or_proxy", "somebody else, and oneself in the body", AboutWithOwnDocument(Other), About(Other, Other)),
    ];

    private IEnumerable<RuleCase> Body =>
    [
        Of("API.size", "too large", Good with { Body = default, BodyFault = BodyFault.TooLarge }),
        Of("API.body.json", "bad framing", Good with { Body = default, BodyFault = BodyFault.Malformed }),
        Of("API.fault.order", "an unknown kind", Good with { Headers = Good.Headers.With("X-Mock-Fault", "nonsense") }),
        Of(
            "API.fault.order", "a kind that is about notifications",
            Good with { Headers = Good.Headers.With("X-Mock-Fault", "webhook-drop") }),
        Of("API.body.missing", "empty", Good with { Body = default }),
        Of("API.body.content_encoding", "gzip", Good with { Headers = Good.Headers.With("Content-Encoding", "gzip") }),
        new(
            "API.body.content_encoding", "identity and br",
            Good with { Headers = Good.Headers.With("Content-Encoding", "identity, br") },
            Good with { Headers = Good.Headers.With("Content-Encoding", "identity") }),
        Of("API.body.media_type", "a form", WithType("application/x-www-form-urlencoded")),
        Of("API.body.media_type", "none", Good with { Headers = Good.Headers.Without("Content-Type") }),
        Of("API.body.media_type", "UTF-16", WithType("application/json; charset=utf-16")),
        Of(
            "API.body.media_type",
            "two lines",
            Good with { Headers = Good.Headers.With("Content-Type", "text/plain") }),
        new(
            "API.body.media_type", "a charset that is not UTF-8", WithType("application/json; profile=\"utf-8\"; charset=latin1"),
            WithType("Application/JSON ; Profile=\"a;charset=latin1\" ; Charset='UTF8';")),
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
        new(
            "API.path.value", "not in the list", engine.Requests.Of("getWebhook") with { Path = "/webhooks/NONSENSE" },
            engine.Requests.Of("getWebhook")),
        new(
            "API.target.exists", "unknown id", engine.Requests.Of("getTransfer") with { Path = "/transfers/" + Guid.Empty },
            engine.Requests.Of("getTransfer")),
        new("API.target.exists", "of another owner", OtherOwner(), engine.Requests.Of("getBeneficialOwner")),
        new("API.query.value", "a limit of nothing", GoodQuery with { Query = "limit=0" }, GoodQuery),
        new("API.query.value", "a limit that is no number", GoodQuery with { Query = "limit=many" }, GoodQuery),
        new("API.query.value", "a cursor of one's own", GoodQuery with { Query = "limit=20&cursor=x" }, GoodQuery),
        new(
            "API.query.value", "a word outside the list", engine.Requests.Of("listCustomerProducts") with { Query = "status=NONSENSE" },
            engine.Requests.Of("listCustomerProducts")),
    ];

    private IEnumerable<RuleCase> State =>
    [
        new(
            "API.webhook.url", "plain http to somebody else", Webhook("http://partner.example.org/"),
            Webhook("https://partner.example.org/")),
        new(
            "API.webhook.url", "a name that only looks like this machine", Webhook("http://localhost.example.org/"),
            Webhook("http://localhost:1/")),
        Of("API.reference", "an unknown id", WithBody(Merged($$"""{"customerProductId":"{{Guid.Empty}}"}"""))),
        new("API.reference", "a search that is not completed", Prepared(), engine.Requests.Of("createLegalEntityCustomer")),
        new("API.labels", "one too many", Labelled(16), Labelled(15)),
        new("API.state", "a completed wizard", WizardIn("FULLY_COMPLETED"), WizardIn("IN_PROGRESS")),
        new(
            "API.wizard.complete", "an empty wizard", WithBody(WizardIn("IN_PROGRESS"), """{"createNaturalPerson":true}"""),
            WizardIn("IN_PROGRESS")),
        new("API.conflict", "a taken externalId", Taken(), Good),
        new("API.conflict", "a change to a taken externalId", TakenByAnother(), engine.Requests.Of("updateNaturalPerson")),
        new(
            "API.unique", "an e-mail address that another user has", User("taken@example.org", put: true),
            User("free@example.org", put: false)),
        new("API.unique", "a second onboarding", Onboarding("PENDING"), Onboarding("REJECTED")),
        new("API.capacity", "a full session", Full(), Good),
    ];

    private static RuleCase Of(string rule, string name, ApiRequest broken, ApiRequest mended) => new(rule, name, broken, mended);

    private RuleCase Of(string rule, string name, ApiRequest broken) => Of(rule, name, broken, Good);

    private ApiRequest Authorization(string value) =>
        Good with { Headers = Good.Headers.Without("Authorization").With("Authorization", value) };

    private ApiRequest WithRequestor(string value) =>
        Good with { Headers = Good.Headers.Without("Requestor-ID").With("Requestor-ID", value) };

    private ApiRequest WithType(string value) => Good with { Headers = Good.Headers.Without("Content-Type").With("Content-Type", value) };

    private ApiRequest WithBody(string body) => WithBody(Good, body);

    private static ApiRequest WithBody(ApiRequest request, string body) => request with { Body = EngineUnderTest.Bytes(body) };

    private ApiRequest Webhook(string url) =>
        WithBody(engine.Requests.Of("putWebhook"), $$"""{"eventType":"CUSTOMER_NOTIFICATION","url":"{{url}}"}""");

    private ApiRequest Prepared()
    {
        var search = engine.Requests.Created("legalEntitySearch");
        var create = engine.Requests.Of("createLegalEntityCustomer");
        var body = JsonNode.Parse(create.Body.Span)!;
        body["searchId"] = search;
        return WithBody(create, body.ToJsonString());
    }

    private ApiRequest Labelled(int count)
    {
        var customer = engine.Requests.Created("customer");
        var labels = new JsonArray([.. Enumerable.Range(0, count).Select(number => JsonValue.Create($"label {number}"))]);
        engine.Session.Resources.Patch("customer", customer, new() { ["labels"] = labels });
        return WithBody(engine.Requests.Of("assignCustomerLabel"), $$"""{"customerIds":["{{customer}}"]}""");
    }

    private ApiRequest WizardIn(string status)
    {
        var request = engine.Requests.Of("updateWizard");
        engine.Session.Resources.Patch("naturalPersonWizard", request.Path.Split('/')[^1], new() { ["wizardStatus"] = status });
        return request;
    }

    private ApiRequest TakenByAnother()
    {
        engine.Session.Resources.Upsert("naturalPerson", "another", null, new JsonObject { ["externalId"] = "taken" });
        return WithBody(engine.Requests.Of("updateNaturalPerson"), """{"externalId":"taken"}""");
    }

    private ApiRequest At(RequestorCheckLevel step, string requestor) =>
        InSession(engine.Requests.Of("createUser"), requestor, session => session.RequestorValidation = RequestorValidation.At(step));

    private ApiRequest About(string person, string requestor) =>
        InSession(
            engine.Requests.Of("updateNaturalPerson"), requestor,
            session => session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.SelfOrProxy)) with
        {
            Path = "/natural-persons/" + person,
            Body = EngineUnderTest.Bytes("""{"profession":"Carpenter"}"""),
        };

    // What comes along in the body is the requestor's own; what is changed is not.
    private ApiRequest AboutWithOwnDocument(string person) => InSession(
        engine.Requests.Of("updateNaturalPerson"), GoodRequests.Requestor, session =>
    {
        session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.SelfOrProxy);
        session.Resources.Upsert("document", Document, null, new JsonObject { ["resourceId"] = GoodRequests.Requestor });
    }) with
    {
        Path = "/natural-persons/" + person,
        Body = EngineUnderTest.Bytes($$"""{"documentId":"{{Document}}"}"""),
    };

    private ApiRequest Full() => InSession(engine.Requests.Of("createUser"), GoodRequests.Requestor, session =>
    {
        for (var number = 0; !session.Resources.IsFull; number++)
        {
            session.Resources.Upsert("thing", $"{number}", null, []);
        }
    });

    // The same request to a session of its own.
    private ApiRequest InSession(ApiRequest request, string requestor, Action<Session> arrange)
    {
        var made = engine.Sessions.Create(new());
        arrange(made.Session);
        return request with
        {
            Headers = request.Headers.Without("Authorization").With("Authorization", "Bearer " + Issued(made.ClientId, TimeSpan.Zero))
                .Without("Requestor-ID").With("Requestor-ID", requestor),
        };
    }

    private ApiRequest User(string email, bool put)
    {
        if (put)
        {
            engine.Session.Resources.Upsert("user", "another", null, new JsonObject { ["email"] = email });
        }

        return WithBody(engine.Requests.Of("createUser"), $$"""{"email":"{{email}}"}""");
    }

    private ApiRequest Onboarding(string statusOfTheFirst)
    {
        var request = engine.Requests.Of("startOnboarding");
        engine.Session.Resources.Upsert("onboarding", Guid.NewGuid().ToString(), null, new JsonObject
        {
            ["entityId"] = (string?)JsonNode.Parse(request.Body.Span)!["entityId"],
            ["status"] = statusOfTheFirst,
        });
        return request;
    }

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
        engine.Tokens.Issue(
            client, engine.Sessions.Clients.Find(client)?.Generation ?? 0, engine.Session.Clock.GetUtcNow() + shift,
            TimeSpan.FromHours(1));

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
        engine.Session.Resources.Upsert("transfer", "taken", null, new JsonObject { ["externalId"] = "taken" });
        return WithBody(Merged("""{"externalId":"taken"}"""));
    }
}

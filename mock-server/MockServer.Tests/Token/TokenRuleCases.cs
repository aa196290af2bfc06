using System.Text;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Token;

/// <summary>One row or more for each rule of the token endpoint.</summary>
internal static class TokenRuleCases
{
    private const string Grant = "grant_type=client_credentials";
    private const string Id = "client_id=partner-local";
    private const string Secret = "client_secret=local-only-secret-of-partner-local";

    private static readonly ApiRequest Good = GoodRequests.Token;

    public static IEnumerable<RuleCase> All =>
    [
        Of("API.fault.order", "an unknown kind", Good with { Headers = Good.Headers.With("X-Mock-Fault", "nonsense") }),
        Of("API.size", "too large", Good with { Body = default, BodyFault = BodyFault.TooLarge }),
        Of("RFC6749-B.form_encoding", "bad framing", Good with { Body = default, BodyFault = BodyFault.Malformed }),
        Of("RFC6749-4.4.2.media_type", "JSON", Good with { Headers = HeaderList.Empty.With("Content-Type", "application/json") }),
        Of("RFC6749-4.4.2.media_type", "none", Good with { Headers = HeaderList.Empty }),
        Of("API.body.content_encoding", "deflate", Good with { Headers = Good.Headers.With("Content-Encoding", "deflate") }),
        Of("RFC6749-B.form_encoding", "bad escape", Form($"{Grant}&{Id}&{Secret}&x=%zz"), Form($"{Grant}&{Id}&{Secret}&x=%7a")),
        Of("RFC6749-B.form_encoding", "no UTF-8", Form($"{Grant}&{Id}&{Secret}&x=%ff"), Form($"{Grant}&{Id}&{Secret}&x=%c3%bf")),
        Of("RFC6749-B.form_encoding", "a NUL", Form($"{Grant}&{Id}&{Secret}&x=%00"), Form($"{Grant}&{Id}&{Secret}&x=%01")),
        Of("RFC6749-B.form_encoding", "bad escape in the query", Good with { Query = "x=%" }, Good with { Query = "x=%25" }),
        Of("RFC6749-2.3.1.uri_credentials", "secret in the query", Good with { Query = Secret }, Good with { Query = "x=1" }),
        Of("RFC6749-2.3.1.uri_credentials", "id in the query", Good with { Query = Id }, Good with { Query = "" }),
        Of("RFC6749-3.2.repeated_parameter", "same value", Form($"{Grant}&{Grant}&{Id}&{Secret}")),
        Of(
            "RFC6749-3.2.repeated_parameter", "an unknown one", Form($"{Grant}&{Id}&{Secret}&x=1&x=2"),
            Form($"{Grant}&{Id}&{Secret}&x=1&y=2")),
        Of("RFC6749-2.3.one_method", "header and body", Form($"{Grant}&{Id}&{Secret}", Basic), Form($"{Grant}&{Id}", Basic)),
        Of("RFC6749-2.3.one_method", "two headers", Form(Grant, Basic, Basic), Form(Grant, Basic)),
        Of("S2.grant_type.empty", "empty", Form($"grant_type=&{Id}&{Secret}")),
        Of("S2.grant_type.empty", "without equals sign", Form($"grant_type&{Id}&{Secret}")),
        Of("S2.grant_type.missing", "left out", Form($"{Id}&{Secret}")),
        Of("S2.grant_type.missing", "other letter case of the name", Form($"Grant_Type=client_credentials&{Id}&{Secret}")),
        Of("S2.grant_type.unknown", "another grant", Form($"grant_type=password&{Id}&{Secret}")),
        Of("S2.grant_type.unknown", "other letter case", Form($"grant_type=Client_Credentials&{Id}&{Secret}")),
        Of("S2.grant_type.unknown", "with a blank", Form($"grant_type=client_credentials+&{Id}&{Secret}")),
        Of("RFC6749-5.2.basic_challenge", "another scheme", Form($"{Grant}&{Id}&{Secret}", "Bearer abc"), Form($"{Grant}&{Id}&{Secret}")),
        Of("RFC6749-5.2.basic_challenge", "no base64", Form($"{Grant}&{Id}&{Secret}", "Basic *"), Form(Grant, Basic)),
        Of("S2.client_id.missing", "left out", Form($"{Grant}&{Secret}")),
        Of("S2.client_id.missing", "empty", Form($"{Grant}&client_id=&{Secret}")),
        Of("S2.client_id.missing", "empty in the header", Form(Grant, BasicOf(":s")), Form(Grant, Basic)),
        Of("S2.client_secret.empty", "empty", Form($"{Grant}&{Id}&client_secret=")),
        Of("S2.client_secret.missing", "left out", Form($"{Grant}&{Id}")),
        Of("S2.client_secret.missing", "empty in the header", Form(Grant, BasicOf("partner-local:")), Form(Grant, Basic)),
        Of("S1.client_id", "unknown", Form($"{Grant}&client_id=nobody&{Secret}")),
        Of("S1.client_id", "other letter case", Form($"{Grant}&client_id=Partner-Local&{Secret}")),
        Of("S1.client_secret", "another", Form($"{Grant}&{Id}&client_secret=wrong")),
        Of("S1.client_secret", "its beginning", Form($"{Grant}&{Id}&{Secret[..^1]}")),
        Of("S1.client_secret", "with more behind it", Form($"{Grant}&{Id}&{Secret}x")),
        Of("S1.client_secret", "of another client", Form($"{Grant}&client_id=partner-other&{Secret}")),
        Of("RFC6749-5.2.unauthorized_client", "no such grant",
            Form($"{Grant}&client_id=partner-without-grant&client_secret=local-only-secret-of-partner-without-grant")),
        Of("API.fault.order", "no kind", Good with { Headers = Good.Headers.With("X-Mock-Fault", "nonsense") }),
        Of("RFC6749-3.3.scope", "any scope", Form($"{Grant}&{Id}&{Secret}&scope=read"), Form($"{Grant}&{Id}&{Secret}&scope=")),
    ];

    private static string Basic => BasicOf("partner-local:local-only-secret-of-partner-local");

    private static string BasicOf(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

    private static RuleCase Of(string rule, string name, ApiRequest broken) => new(rule, name, broken, Good);

    private static RuleCase Of(string rule, string name, ApiRequest broken, ApiRequest mended) => new(rule, name, broken, mended);

    private static ApiRequest Form(string form, params string[] authorization) =>
        GoodRequests.TokenWith(form) is var request
            ? request with
            {
                Headers = new(
                request.Headers.Fields.AddRange(authorization.Select(value => new HeaderField("Authorization", value))))
            }
            : request;
}

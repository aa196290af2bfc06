using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Diagnosis;

/// <summary>Requests that are wrong in one way each, with words that the first diagnosis must contain: the cause and the fix.</summary>
internal static class WrongRequests
{
    private const string Secret = "local-only-secret-of-partner-local";

    public static IEnumerable<TestCaseData> OfTokens =>
    [
        Token(
            "secret in the query", (mock, good) => good with { Query = "client_secret=" + mock.ClientSecret }, "sent in the query",
            "into the body"),
        Token(
            "JSON body", (_, _) => Calls.Token("""{"grant_type":"client_credentials"}""", "application/json"),
            "the token endpoint expects a form", "as a form"),
        Token(
            "JSON sent as a form", (_, good) => good.Saying("""{"grant_type":"client_credentials"}"""),
            "the token endpoint expects a form", "as a form"),
        Token("multipart body", (_, good) => good.Instead("Content-Type", "multipart/form-data; boundary=x"), "multipart", "URL-encoded"),
        Token("no content type", (_, good) => good.Lacking("Content-Type"), "Content-Type header is missing", "media type"),
        Token(
            "broken escape", (_, good) => good.Saying("grant_type=client_credentials&client_id=a&client_secret=100%"),
            "not encoded correctly", "%25"),
        Token(
            "repeated parameter", (_, good) => good.Saying("grant_type=client_credentials&grant_type=client_credentials"),
            "grant_type was sent more than once", "once"),
        Token(
            "Basic and body", (mock, good) => good.Instead("Authorization", Basic(mock.ClientId, mock.ClientSecret)),
            "in the Basic header and in the body", "one of the two"),
        Token(
            "Bearer at the token endpoint", (_, good) => good.Instead("Authorization", "Bearer abc"),
            "scheme Bearer was sent to the token endpoint", "Omit the Authorization header"),
        Token(
            "Basic without base64", (_, good) => good.Instead("Authorization", "Basic id:secret").Saying("grant_type=client_credentials"),
            "not the base64 encoding", "Encode id, colon and secret"),
        Token(
            "grant_type misspelled", (_, good) => Replaced(good, "client_credentials", "client_credential"), "grant_type is misspelled",
            "client_credentials"),
        Token(
            "grant_type in capitals", (_, good) => Replaced(good, "client_credentials", "CLIENT-CREDENTIALS"), "grant_type is misspelled",
            "client_credentials"),
        Token("another grant", (_, good) => Replaced(good, "client_credentials", "password"), "only one grant", "client_credentials"),
        Token(
            "grant_type in camel case", (_, good) => Replaced(good, "grant_type", "grantType"), "'grantType'; expected 'grant_type'",
            "Rename"),
        Token(
            "grant_type in the query",
            (_, good) => Replaced(good, "grant_type=client_credentials&", "") with { Query = "grant_type=client_credentials" },
            "grant_type was sent in the query", "into the body"),
        Token("grant_type empty", (_, good) => Replaced(good, "client_credentials", ""), "grant_type is empty", "client_credentials"),
        Token("empty body", (_, good) => good.Saying(""), "The body is empty", "as a form"),
        Token(
            "client_id in capitals", (_, good) => Replaced(good, "client_id", "CLIENT_ID"), "'CLIENT_ID'; expected 'client_id'",
            "Rename"),
        Token(
            "client_id missing", (_, good) => good.Saying("grant_type=client_credentials&client_secret=x"), "client_id is missing",
            "setting"),
        Token(
            "client_secret misspelled", (_, good) => Replaced(good, "client_secret", "clientSecret"),
            "'clientSecret'; expected 'client_secret'", "Rename"),
        Token(
            "client_secret missing", (_, good) => good.Saying("grant_type=client_credentials&client_id=partner-local"),
            "client_secret is missing", "setting"),
        Token("client_secret empty", (_, good) => Replaced(good, Secret, ""), "client_secret is empty", "setting"),
        Token(
            "client_id with blanks", (_, good) => Replaced(good, "client_id=partner-local", "client_id=+partner-local%0A"),
            "client_id is enclosed in spaces", "Trim"),
        Token(
            "client_id near another", (_, good) => Replaced(good, "client_id=partner-local", "client_id=partner-loca"),
            "a similar one does", "partner-local"),
        Token(
            "client_id unknown", (_, good) => Replaced(good, "client_id=partner-local", "client_id=0f8fad5b"), "another environment",
            "credentials that this mock printed"),
        Token("id and secret swapped", (mock, good) => good.Saying(Calls.Credentials(mock.ClientSecret, mock.ClientId)), "swapped", "Swap"),
        Token(
            "secret with a line end", (_, good) => Replaced(good, Secret, Secret + "%0A"), "secret is enclosed in spaces or line breaks",
            "Trim"),
        Token(
            "secret in quotes", (_, good) => Replaced(good, Secret, "%22" + Secret + "%22"), "Quotation marks",
            "Remove the quotation marks from the setting"),
        Token(
            "secret in capitals", (_, good) => Replaced(good, Secret, Secret.ToUpperInvariant()), "upper and lower case",
            "exactly as it was issued"),
        Token("secret cut off", (_, good) => Replaced(good, Secret, Secret[..^5]), "secret is truncated", "cuts it"),
        Token(
            "secret of another client", (_, good) => Replaced(good, Secret, "local-only-secret-of-partner-other"),
            "belongs to another client", "belong together"),
        Token(
            "secret encoded twice",
            (_, good) => good.Saying(Calls.Credentials("partner-special-characters", Uri.EscapeDataString(Special))), "encoded twice",
            "Encode it once"),
        Token(
            "secret not encoded",
            (_, good) =>
                good.Saying("grant_type=client_credentials&client_id=partner-special-characters&client_secret="
                    + Special.Replace(' ', '+')),
            "sent without encoding", "%2B"),
        Token("secret is a placeholder", (_, good) => Replaced(good, Secret, "%24%7BCLIENT_SECRET%7D"), "placeholder", "Use the secret"),
        Token(
            "a scope", (_, good) => good.Saying(Encoding.UTF8.GetString(good.Body.Span) + "&scope=all"), "scope was requested",
            "Omit the parameter"),
        Token(
            "client without the grant",
            (_, good) => good.Saying(Calls.Credentials("partner-without-grant", "local-only-secret-of-partner-without-grant")),
            "may not use this grant", "Ask the platform"),
        Token(
            "gzip without a header", (_, good) => good with { Body = Gzip(good.Body) }, "compressed with gzip", "Send the form itself"),
        Token(
            "gzip with its header", (_, good) => good.Instead("Content-Encoding", "gzip") with { Body = Gzip(good.Body) },
            "The body is compressed", "without compression"),
        Token(
            "UTF-16", (_, good) => good with { Body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(good.Body.Span)) },
            "encoded in UTF-16", "Send the form itself"),
        Token("GET", (_, good) => good with { Method = "GET", Body = default }, "with GET", "POST"),
        Token("lower-case method", (_, good) => good with { Method = "post" }, "not in upper case", "Send POST"),
        Token("trailing slash", (_, good) => good with { Path = "/oauth2/token/" }, "trailing slash", "Remove the trailing slash"),
        Token("path in capitals", (_, good) => good with { Path = "/OAuth2/Token" }, "upper and lower case", "case-sensitive"),
        Token("prefix before the path", (_, good) => good with { Path = "/api/v1/oauth2/token" }, "starts with '/api/v1'", "base address"),
        Token("path misspelled", (_, good) => good with { Path = "/oauth/token" }, "a similar path exists", "/oauth2/token"),
        Token("empty segment", (_, good) => good with { Path = "//oauth2/token" }, "empty segment", "one slash"),
    ];

    public static IEnumerable<TestCaseData> OfCommands =>
    [
        Command(
            "Requestor-ID misspelled", (_, good) => Renamed(good, "RequestorId"), "named 'RequestorId'; expected 'Requestor-ID'",
            "Rename the header"),
        Command(
            "Requestor-ID with X", (_, good) => Renamed(good, "X-Requestor-ID"), "named 'X-Requestor-ID'; expected 'Requestor-ID'",
            "Rename the header"),
        Command("Requestor-ID missing", (_, good) => good.Lacking("Requestor-ID"), "Requestor-ID is missing", "natural person"),
        Command(
            "Requestor-ID blank", (_, good) => good.Instead("Requestor-ID", " "), "Requestor-ID is empty",
            "where the person's id comes from"),
        Command(
            "Requestor-ID in the query", (mock, good) => good.Lacking("Requestor-ID") with { Query = "requestorId=" + mock.RequestorId },
            "as the parameter 'requestorId'", "in the header"),
        Command(
            "Requestor-ID in the body",
            (mock, good) => good.Lacking("Requestor-ID").Changing(body => body["requestorId"] = mock.RequestorId),
            "as the member 'requestorId'", "in the header"),
        Command(
            "Requestor-ID twice", (mock, good) => good with { Headers = good.Headers.With("Requestor-ID", mock.RequestorId) },
            "sent twice", "default header"),
        Command(
            "gzip with its header", (_, good) => good.Instead("Content-Encoding", "gzip") with { Body = Gzip(good.Body) },
            "Content-Encoding is gzip", "turn off request compression"),
        Command(
            "gzip without a header", (_, good) => good with { Body = Gzip(good.Body) }, "compressed with gzip", "without compression"),
        Command(
            "zlib", (_, good) => good with { Body = Zlib(good.Body) }, "compressed with deflate", "without compression"),
        Command(
            "UTF-16", (_, good) => good with { Body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(good.Body.Span)) },
            "encoded in UTF-16", "encoded in UTF-8"),
        Command(
            "UTF-32", (_, good) => good with { Body = Encoding.UTF32.GetBytes(Encoding.UTF8.GetString(good.Body.Span)) },
            "encoded in UTF-32", "encoded in UTF-8"),
        Command(
            "Latin-1", (_, good) => good with { Body = Encoding.Latin1.GetBytes("{\"name\": \"Müller\"}") },
            "not UTF-8 text", "encoded in UTF-8"),
        Command(
            "base64", (_, good) => good.Saying(Convert.ToBase64String(good.Body.Span)), "encoded in base64", "Send the JSON text itself"),
        Command(
            "percent-encoded", (_, good) => good.Saying(Uri.EscapeDataString(Encoding.UTF8.GetString(good.Body.Span))),
            "percent-encoded", "Send the JSON text itself"),
        Command("no Authorization", (_, good) => good.Lacking("Authorization"), "Authorization header is missing", "with every request"),
        Command(
            "Bearer missing", (mock, good) => good.Instead("Authorization", good.Headers.First("Authorization")!["Bearer ".Length..]),
            "Bearer is missing before the token", "one space"),
        Command(
            "Bearer twice", (_, good) => good.Instead("Authorization", "Bearer " + good.Headers.First("Authorization")),
            "Bearer was sent twice", "one place"),
        Command(
            "Bearer with a colon",
            (_, good) =>
                good.Instead("Authorization", good.Headers.First("Authorization")!.Replace("Bearer ", "Bearer:", StringComparison.Ordinal)),
            "not separated by exactly one space", "one space"),
        Command(
            "Bearer as the header's name", (_, good) => good.Lacking("Authorization").Instead("Bearer", "abc"), "in the header 'Bearer'",
            "in the Authorization header"),
        Command(
            "Basic at a command", (mock, good) => good.Instead("Authorization", Basic(mock.ClientId, mock.ClientSecret)),
            "Client credentials were sent", "token endpoint first"),
        Command(
            "token in quotes", (_, good) => good.Instead("Authorization", "Bearer \"" + good.Headers.First("Authorization")![7..] + "\""),
            "token is enclosed in quotation marks", "JSON string"),
        Command(
            "token cut off", (_, good) => good.Instead("Authorization", good.Headers.First("Authorization")![..^9]), "token is truncated",
            "whole token"),
        Command(
            "token with an end appended", (_, good) => good.Instead("Authorization", good.Headers.First("Authorization") + "AAAA"),
            "extra characters at the end", "exactly as the token response contains it"),
        Command(
            "whole reply as the token",
            (_, good) => good.Instead("Authorization", "Bearer {\"access_token\":\"" + good.Headers.First("Authorization")![7..] + "\"}"),
            "whole token response", "only the member access_token"),
        Command(
            "placeholder as the token", (_, good) => good.Instead("Authorization", "Bearer undefined"),
            "placeholder was sent instead of the token", "sets the Authorization header"),
        Command(
            "secret as the token", (mock, good) => good.Instead("Authorization", "Bearer " + mock.ClientSecret),
            "client_secret was sent instead", "Exchange the secret"),
        Command(
            "token in the query",
            (_, good) => good.Lacking("Authorization") with { Query = "access_token=" + good.Headers.First("Authorization")![7..] },
            "sent in the URL", "Authorization header"),
        Command(
            "form instead of JSON", (_, good) => good.Instead("Content-Type", Calls.Form).Saying("amount=1"),
            "this endpoint expects JSON", "as JSON"),
        Command(
            "form sent as JSON", (_, good) => good.Saying("amount=1&currency=EUR"), "Content-Type says JSON",
            "Serialize the object as JSON"),
        Command("no content type", (_, good) => good.Lacking("Content-Type"), "Content-Type header is missing", "media type"),
        Command("other charset", (_, good) => good.Instead("Content-Type", "application/json; charset=iso-8859-1"), "charset", "UTF-8"),
        Command("no body", (_, good) => good.Saying(""), "The body is missing", "matches the schema"),
        Command("single quotes", (_, good) => good.Saying("{'amount': 1}"), "single quotes", "double quotes"),
        Command("trailing comma", (_, good) => good.Saying("""{"amount": 1,}"""), "trailing comma", "Remove it"),
        Command(
            "byte order mark", (_, good) => good with { Body = (byte[])[0xEF, 0xBB, 0xBF, .. good.Body.Span] }, "byte order mark",
            "without a byte order mark"),
        Command(
            "GET instead of POST", (_, good) => good with { Method = "GET", Body = default }, "The method is GET; the path accepts POST",
            "Send POST"),
        Command(
            "id that was never put in", (_, good) => good with { Method = "GET", Path = "/customers/{customerId}", Body = default },
            "placeholder that was not replaced", "where the id comes from"),
        Command(
            "unknown id",
            (_, good) => good with { Method = "GET", Path = "/customers/5b0b6ad2-2cf4-4f1b-9a1c-0d0f5f1a2b3c", Body = default },
            "No customer has the id", "Create it first"),
    ];

    public static IEnumerable<TestCaseData> OfBodies =>
    [
        Body("member in another case", body => Rename(body, "firstName", "firstname"), "named 'firstname'; expected 'firstName'", "Rename"),
        Body("member misspelled", body => Rename(body, "lastName", "lastNane"), "named 'lastNane'; expected 'lastName'", "Rename"),
        Body("member missing", body => body.Remove("lastName"), "'lastName' is missing", "Add it"),
        Body(
            "number as a string", body => body["annualIncomeNet"] = "1200.50", "number in 'annualIncomeNet' was sent as a string",
            "without quotation marks"),
        Body(
            "truth value as a string", body => body["isUsNationality"] = "false", "Boolean in 'isUsNationality'",
            "without quotation marks"),
        Body("string as a number", body => body["birthPlace"] = 10115, "'birthPlace' must be a string", "in quotation marks"),
        Body("code in small letters", body => body["birthCountry"] = "de", "differs only in letter case", "pattern"),
        Body("one value instead of a list", body => body["nationalities"] = "DE", "must be an array", "square brackets"),
        Body("date in another format", body => body["birthDay"] = "31.12.1990", "'birthDay' has the wrong format", "YYYY-MM-DD"),
    ];

    public static IEnumerable<TestCaseData> OfShapes =>
    [
        Token(
            "object in a wrapper", (_, good) => good.Saying("{\"person\":" + Encoding.UTF8.GetString(good.Body.Span) + "}"),
            "wrapped in the member 'person'", "at the top level"),
        Token(
            "object in a list", (_, good) => good.Saying("[" + Encoding.UTF8.GetString(good.Body.Span) + "]"), "An array was sent",
            "one request for each object"),
    ];

    public static string Special => "local-only-secret+with %41&odd=signs: ~ /?#\"'";

    private static TestCaseData Token(string name, Func<PartnerApiMock, ApiRequest, ApiRequest> wrong, string cause, string fix) =>
        new TestCaseData(wrong, cause, fix).SetArgDisplayNames(name);

    private static TestCaseData Command(string name, Func<PartnerApiMock, ApiRequest, ApiRequest> wrong, string cause, string fix) =>
        Token(name, wrong, cause, fix);

    private static TestCaseData Body(string name, Action<JsonObject> change, string cause, string fix) =>
        Token(name, (_, good) => good.Changing(change), cause, fix);

    private static void Rename(JsonObject body, string from, string to)
    {
        body[to] = body[from]!.DeepClone();
        body.Remove(from);
    }

    private static ApiRequest Renamed(ApiRequest good, string header) =>
        good.Lacking("Requestor-ID").Instead(header, good.Headers.First("Requestor-ID")!);

    private static ApiRequest Replaced(ApiRequest good, string from, string to) =>
        good.Saying(Encoding.UTF8.GetString(good.Body.Span).Replace(from, to, StringComparison.Ordinal));

    private static string Basic(string id, string secret) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));

    private static byte[] Gzip(ReadOnlyMemory<byte> body) => Compressed(body, into => new GZipStream(into, CompressionLevel.Optimal));

    private static byte[] Zlib(ReadOnlyMemory<byte> body) => Compressed(body, into => new ZLibStream(into, CompressionLevel.Optimal));

    private static byte[] Compressed(ReadOnlyMemory<byte> body, Func<Stream, Stream> compress)
    {
        using var into = new MemoryStream();
        using (var stream = compress(into))
        {
            stream.Write(body.Span);
        }

        return into.ToArray();
    }
}

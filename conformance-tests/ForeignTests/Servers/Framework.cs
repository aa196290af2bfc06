using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PartnerApi.Conformance.ForeignTests.Servers;

/// <summary>Why a server refuses a request.</summary>
internal enum RefusalKind
{
    Token,
    Path,
    Method,
    Requestor,
    Query,
    MediaType,
    Body,
    Object,
    Conflict,
}

/// <summary>What a server checks first, after the token.</summary>
public enum CheckOrder
{
    RequestorFirst,
    BodyFirst,
    ObjectFirst,
}

/// <summary>A refusal before a framework gives it its form.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Status">The status of a plain server.</param>
/// <param name="Message">The reason in words.</param>
internal sealed record Refusal(RefusalKind Kind, int Status, string Message);

/// <summary>A reply on the wire.</summary>
/// <param name="Status">The status.</param>
/// <param name="MediaType">The media type; null for a reply without body.</param>
/// <param name="Body">The body.</param>
internal sealed record WrittenReply(int Status, string? MediaType = null, string Body = "");

/// <summary>How a framework or a gateway, as partners run them, words refusals of the API and of the token endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Api">Writes a refusal of the API.</param>
/// <param name="Token">Writes a refusal of the token endpoint: status and error code of a plain server.</param>
internal sealed record Framework(
    string Name, Func<Refusal, HttpContext, WrittenReply> Api, Func<int, string, HttpContext, WrittenReply> Token)
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";
    private const string ChallengeOn401 = "RFC9110-11.6.1.challenge_on_401";

    /// <summary>Value of <c>Server</c> in every reply; null for none.</summary>
    public string? Server { get; init; }

    /// <summary>The requirements that it does violate.</summary>
    public ImmutableArray<string> Violated { get; init; } = [];

    /// <summary>All of them.</summary>
    public static ImmutableArray<Framework> All { get; } =
    [
        new("Spring", Spring, SpringToken) { Violated = [ChallengeOn401] },
        new("Quarkus and Keycloak", Quarkus, KeycloakToken) { Violated = [ChallengeOn401] },
        new("ASP.NET Core and Duende", AspNetCore, (status, error, http) => OAuth(status == 401 && !HasBasic(http) ? 400 : status, error)),
        new("nginx", Nginx, PlainToken) { Server = "nginx/1.27.0" },
        new("Azure API Management", AzureApiManagement, PlainToken),
        new("Apigee", Apigee, (_, error, http) => ChallengedToken(error, http)),
        new("AWS API Gateway", Aws, PlainToken),
        new("Envoy", Envoy, PlainToken) { Server = "istio-envoy" },
        new("Django REST framework", Django, (_, error, http) => ChallengedToken(error, http)),
        new("Express", Express, PlainToken),
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Spring Boot leaves messages out of its error body.
    private static WrittenReply Spring(Refusal refusal, HttpContext http)
    {
        if (refusal.Kind == RefusalKind.Token)
        {
            Challenge(http, "error_description=\"An error occurred while attempting to decode the Jwt\", "
                + "error_uri=\"https://tools.ietf.org/html/rfc6750#section-3.1\"");
            return new(refusal.Status);
        }

        return new(refusal.Status, Json, new JsonObject
        {
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("O"),
            ["status"] = refusal.Status,
            ["error"] = ReasonPhrases.GetReasonPhrase(refusal.Status),
            ["path"] = http.Request.Path.Value,
        }.ToJsonString());
    }

    // The filter of the client's authentication runs before the endpoint reads anything else.
    private static WrittenReply SpringToken(int status, string error, HttpContext http)
    {
        if (http.Request.Method != "POST"
            || http.Request.ContentType?.StartsWith("application/x-www-form", StringComparison.Ordinal) != true)
        {
            return OAuth(401, "invalid_client");
        }

        var reply = OAuth(status, error, ["error_uri", "https://datatracker.ietf.org/doc/html/rfc6749#section-5.2"]);
        return error == "invalid_client" ? Unchallenged(reply, http) : reply;
    }

    private static WrittenReply Quarkus(Refusal refusal, HttpContext http)
    {
        switch (refusal.Kind)
        {
            case RefusalKind.Token:
                Challenge(http, "");
                return new(refusal.Status);
            case RefusalKind.Requestor:
                return new(400, Json, """
                    {"title":"Constraint Violation","status":400,
                     "violations":[{"field":"create.requestorId","message":"must not be blank"}]}
                    """);
            case RefusalKind.Body:
                return new(400, Json, $$"""{"details":"Error id {{Id()}}-1","stack":""}""");
            default:
                return new(refusal.Status);
        }
    }

    private static WrittenReply KeycloakToken(int status, string error, HttpContext http) => (status, error) switch
    {
        (405, _) => new(405, Json, """{"error":"HTTP 405 Method Not Allowed"}"""),
        _ when http.Request.ContentType?.Contains("form", StringComparison.Ordinal) != true =>
            new(415, Json, """{"error":"HTTP 415 Unsupported Media Type"}"""),
        (_, "invalid_client") => Unchallenged(
            OAuth(401, error, ["error_description", "Invalid client or Invalid client credentials"]), http),
        (_, "invalid_request") => OAuth(400, error, ["error_description", "Missing form parameter: grant_type"]),
        _ => OAuth(status, error, ["error_description", "Unsupported grant_type"]),
    };

    private static WrittenReply AspNetCore(Refusal refusal, HttpContext http)
    {
        if (refusal.Kind == RefusalKind.Token)
        {
            Challenge(http, "");
            return new(refusal.Status);
        }

        if (refusal.Kind == RefusalKind.Method)
        {
            return new(405);
        }

        var body = new JsonObject
        {
            ["type"] = "https://tools.ietf.org/html/rfc9110#section-15.5",
            ["title"] = refusal.Status == 400 ? "One or more validation errors occurred." : ReasonPhrases.GetReasonPhrase(refusal.Status),
            ["status"] = refusal.Status,
        };
        if (refusal.Status == 400)
        {
            body["errors"] = refusal.Kind == RefusalKind.Requestor
                ? new JsonObject { ["Requestor-ID"] = new JsonArray("The Requestor-ID field is required.") }
                : new JsonObject { ["$"] = new JsonArray("The JSON value could not be converted.") };
        }

        body["traceId"] = $"00-{Id()}{Id()}-{Id()}-00";
        return new(refusal.Status, Problem, body.ToJsonString());
    }

    private static WrittenReply Nginx(Refusal refusal, HttpContext http)
    {
        if (refusal.Kind == RefusalKind.Token)
        {
            Challenge(http, "");
        }

        var title = $"{refusal.Status} {ReasonPhrases.GetReasonPhrase(refusal.Status)}";
        return new(refusal.Status, "text/html", $"""
            <html>
            <head><title>{title}</title></head>
            <body>
            <center><h1>{title}</h1></center>
            <hr><center>nginx/1.27.0</center>
            </body>
            </html>
            """);
    }

    // A method that an operation does not have is an operation that does not exist.
    private static WrittenReply AzureApiManagement(Refusal refusal, HttpContext http)
    {
        http.Response.Headers["Request-Context"] = "appId=cid-v1:" + Id();
        var (status, text) = refusal.Kind switch
        {
            RefusalKind.Token => (refusal.Status, "Unauthorized. Access token is missing or invalid."),
            RefusalKind.Path or RefusalKind.Method => (404, "Resource not found"),
            RefusalKind.Requestor => (refusal.Status, "Header Requestor-ID was not found in the request. Access denied."),
            _ => (refusal.Status, $"{refusal.Message} (activity {Id()})"),
        };
        http.Response.Headers.Remove("Allow");
        return new(status, Json, new JsonObject { ["statusCode"] = status, ["message"] = text }.ToJsonString());
    }

    private static WrittenReply Apigee(Refusal refusal, HttpContext http)
    {
        if (refusal.Kind == RefusalKind.Token)
        {
            Challenge(http, "error_description=\"oauth.v2.InvalidAccessToken: Invalid access token\"");
        }

        var code = refusal.Kind switch
        {
            RefusalKind.Token => "keymanagement.service.invalid_access_token",
            RefusalKind.Requestor => "steps.raisefault.RaiseFault",
            RefusalKind.Path => "messaging.adaptors.http.flow.ApplicationNotFound",
            _ => "steps.oasvalidation.Failed",
        };
        return new(refusal.Status, Json, new JsonObject
        {
            ["fault"] = new JsonObject { ["faultstring"] = refusal.Message, ["detail"] = new JsonObject { ["errorcode"] = code } },
        }.ToJsonString());
    }

    // REST APIs answer with 403 where there is no resource or method, also to a valid token.
    private static WrittenReply Aws(Refusal refusal, HttpContext http)
    {
        http.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        http.Response.Headers.Remove("Allow");
        var (status, text) = refusal.Kind switch
        {
            RefusalKind.Token => (refusal.Status, "Unauthorized"),
            RefusalKind.Path or RefusalKind.Method => (403, "Missing Authentication Token"),
            RefusalKind.Requestor => (refusal.Status, "Missing required request parameters: [Requestor-ID]"),
            RefusalKind.Query => (400, "Missing required request parameters"),
            RefusalKind.Body => (400, "Invalid request body"),
            RefusalKind.MediaType => (415, "Unsupported Media Type"),
            _ => (refusal.Status, ReasonPhrases.GetReasonPhrase(refusal.Status)),
        };
        if (status == 403)
        {
            http.Response.Headers["x-amzn-ErrorType"] = "MissingAuthenticationTokenException";
        }

        return new(status, Json, new JsonObject { ["message"] = text }.ToJsonString());
    }

    private static WrittenReply Envoy(Refusal refusal, HttpContext http)
    {
        return refusal.Kind switch
        {
            RefusalKind.Token => new(refusal.Status, "text/plain", "Jwt is missing"),
            RefusalKind.Path => new(404),
            RefusalKind.Requestor => new(403, "text/plain", "RBAC: access denied"),
            _ => new(refusal.Status, "text/plain", "request validation failed"),
        };
    }

    private static WrittenReply Django(Refusal refusal, HttpContext http)
    {
        if (refusal.Kind == RefusalKind.Token)
        {
            Challenge(http, "");
        }

        var body = refusal.Kind switch
        {
            RefusalKind.Requestor => new JsonObject { ["requestor_id"] = new JsonArray("This field is required.") },
            RefusalKind.Body => new JsonObject { ["non_field_errors"] = new JsonArray("Invalid data.") },
            _ => new JsonObject { ["detail"] = refusal.Message },
        };
        return new(refusal.Status, Json, body.ToJsonString());
    }

    private static WrittenReply Express(Refusal refusal, HttpContext http)
    {
        http.Response.Headers["X-Powered-By"] = "Express";
        http.Response.Headers["Content-Security-Policy"] = "default-src 'none'";
        http.Response.Headers.Remove("Allow");
        return refusal.Kind switch
        {
            RefusalKind.Token => new(refusal.Status, "text/plain", "Unauthorized"),
            RefusalKind.Path or RefusalKind.Method => Page(404, $"Cannot {http.Request.Method} {http.Request.Path}"),
            RefusalKind.Body or RefusalKind.MediaType => Page(400, "SyntaxError: Unexpected token in JSON at position 0<br> at parse"),
            _ =>
                new(
                    refusal.Status, Json,
                    new JsonObject { ["success"] = false, ["errors"] = new JsonArray(refusal.Message) }.ToJsonString()),
        };

        static WrittenReply Page(int status, string text) => new(
            status, "text/html; charset=utf-8", "<!DOCTYPE html>\n<html "
                + $"lang=\"en\"><head><title>Error</title></head><body><pre>{text}</pre>");
    }

    private static WrittenReply PlainToken(int status, string error, HttpContext http) => OAuth(status, error);

    private static WrittenReply ChallengedToken(string error, HttpContext http)
    {
        if (http.Request.Method != "POST")
        {
            return new(405, Json, """{"detail":"Method \"GET\" not allowed."}""");
        }

        return OAuth(error == "invalid_client" ? 401 : 400, error, ["error_description", "The client could not be authenticated."]);
    }

    private static WrittenReply OAuth(int status, string error, params string[] more)
    {
        var body = new JsonObject { ["error"] = error };
        if (more is [var name, var value])
        {
            body[name] = value;
        }

        return new(status, Json, body.ToJsonString());
    }

    // RFC 6749, section 5.2, names the challenge only where the client used the Authorization header; RFC 9110 requires it in any case.
    private static WrittenReply Unchallenged(WrittenReply reply, HttpContext http)
    {
        if (!HasBasic(http))
        {
            http.Response.Headers.Remove("WWW-Authenticate");
        }

        return reply;
    }

    private static bool HasBasic(HttpContext http) => http.Request.Headers.Authorization.Count > 0;

    // The bare scheme for a request without a token, as RFC 6750 section 3.1 recommends.
    private static void Challenge(HttpContext http, string more)
    {
        var known = http.Response.Headers.WWWAuthenticate.ToString();
        var error = known.Split("error=", 2) is [_, var code] ? $"error={code}" : "";
        http.Response.Headers.WWWAuthenticate = error.Length == 0
            ? "Bearer"
            : $"Bearer {error}{(more.Length == 0 ? "" : ", " + more)}";
    }

    private static string Id() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PartnerApi.Mock.Hosting;

/// <summary>
/// Decides who may use the control API, the dashboard and WireMock.Net's admin API: callers that present the control token, and
/// where there is none, programs and pages of this machine. Other web sites are refused in both cases.
/// </summary>
/// <param name="token">The control token; null for none.</param>
internal sealed class AccessGuard(string? token)
{
    /// <summary>Fewest characters of a control token.</summary>
    public const int MinTokenLength = 16;

    private const string Realm = "realm=\"partner-api-mock control\"";

    private readonly byte[]? _expected = token is null ? null : Hash(token);

    /// <summary>Says what is wrong with a control token.</summary>
    /// <param name="token">The token; null for none.</param>
    /// <returns>The mistake, or null when the token can be used.</returns>
    public static string? Mistake(string? token) => token switch
    {
        null => null,
        _ when string.IsNullOrWhiteSpace(token) => "is empty; set a token, or remove the setting",
        _ when token.Any(letter => letter is < '!' or > '~') => "has a blank, or a character that a header field cannot carry",
        { Length: < MinTokenLength } => $"has {token.Length} characters; expected {MinTokenLength} or more",
        _ => null,
    };

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="needsToken">Whether the control token is demanded, where there is one.</param>
    /// <returns>The refusal, or null when the request may pass.</returns>
    public IResult? Refuse(HttpRequest request, bool needsToken = true)
    {
        if ((_expected is null && !IsThisMachine(request.Host.Host)) || !IsSameSite(request))
        {
            return Results.Problem(
                "the control API refuses requests from other web sites; call it from its own pages or from a program, by a loopback "
                    + "address",
                statusCode: StatusCodes.Status403Forbidden);
        }

        return needsToken && _expected is not null && !PresentsToken(request) ? Challenge(request.HttpContext.Response) : null;
    }

    private static IResult Challenge(HttpResponse response)
    {
        response.Headers.WWWAuthenticate = new([$"Bearer {Realm}", $"Basic {Realm}, charset=\"UTF-8\""]);
        return Results.Problem(
            "the control token is missing or wrong; send it as a bearer token, or in a browser as the password with any user name",
            statusCode: StatusCodes.Status401Unauthorized);
    }

    // Compared in a time that does not depend on the token.
    private bool PresentsToken(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Hash(Presented(request.Headers.Authorization.ToString())), _expected);

    // A browser can only ask its user for a name and a password: the token is the password, and the name is ignored.
    private static string Presented(string authorization)
    {
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return authorization["Bearer ".Length..];
        }

        var bytes = new byte[authorization.Length];
        return authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), bytes, out var length)
                ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)[^1]
                : "";
    }

    // A foreign name that resolves to this machine bypasses the same-origin policy of the browser (DNS rebinding).
    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsSameSite(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || (request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            && (request.Headers[HeaderNames.Origin].ToString() is ""
                || request.Headers[HeaderNames.Origin] == $"{request.Scheme}://{request.Host}"));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>Lets callers pass who know the control token; everybody, where there is none.</summary>
/// <param name="token">The token; null for none.</param>
internal sealed class ControlGuard(string? token)
{
    private readonly byte[]? _wanted = token is null ? null : Hash(token);

    /// <summary>Whether a request may pass, in a time that tells nothing of the token.</summary>
    public bool Admits(HttpRequest request) =>
        _wanted is null || CryptographicOperations.FixedTimeEquals(Hash(Presented(request.Headers.Authorization.ToString())), _wanted);

    /// <summary>Answers who may not.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = new([
            "Bearer realm=\"partner-api-mock control\"", "Basic realm=\"partner-api-mock control\", charset=\"UTF-8\""]);
        return Results.Problem("this needs the bearer token of the control API; a browser sends it as the password, with any user name", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    // A browser can ask its user for a name and a password only: any name will do, the token is the password.
    private static string Presented(string authorization)
    {
        var bytes = new byte[authorization.Length];
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..]
            : authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), bytes, out var length)
                ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)[^1]
                : "";
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

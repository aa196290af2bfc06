using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>Admits requests that carry the control token; every request, when no token is configured.</summary>
/// <param name="token">The token; null for none.</param>
internal sealed class ControlGuard(string? token)
{
    private readonly byte[]? _expected = token is null ? null : Hash(token);

    /// <summary>Whether a request is admitted. The comparison takes constant time.</summary>
    public bool Admits(HttpRequest request) =>
        _expected is null || CryptographicOperations.FixedTimeEquals(Hash(Presented(request.Headers.Authorization.ToString())), _expected);

    /// <summary>Responds 401 with a challenge.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = new([
            "Bearer realm=\"partner-api-mock control\"", "Basic realm=\"partner-api-mock control\", charset=\"UTF-8\""]);
        return Results.Problem(
            "the control token is missing or wrong; send it as a bearer token, or in a browser as the password with any user name",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    // A browser can only ask its user for a name and a password: the token is the password, and the name is ignored.
    private static string Presented(string authorization)
    {
        var bytes = new byte[authorization.Length];
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..]
            : authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
                && Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), bytes, out var length)
                ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)[^1]
                : "";
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

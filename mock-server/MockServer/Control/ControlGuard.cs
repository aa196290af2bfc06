using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Control;

/// <summary>Lets callers pass who know the control token; everybody, where there is none.</summary>
/// <param name="token">The token; null for none.</param>
internal sealed class ControlGuard(string? token)
{
    private readonly byte[]? _wanted = token is null ? null : Hash("Bearer " + token);

    /// <summary>Whether a request may pass, in a time that tells nothing of the token.</summary>
    public bool Admits(HttpRequest request) =>
        _wanted is null || CryptographicOperations.FixedTimeEquals(Hash(request.Headers.Authorization.ToString()), _wanted);

    /// <summary>Answers who may not.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"partner-api-mock control\"";
        return Results.Problem("this needs the bearer token of the control API", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

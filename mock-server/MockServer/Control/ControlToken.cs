using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Control;

/// <summary>Guards the control API with a bearer token; needed wherever others than this machine can reach it.</summary>
internal static class ControlToken
{
    public static void Require(WebApplication app, string? token)
    {
        if (token is null)
        {
            return;
        }

        var wanted = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        app.Use(async (context, next) =>
        {
            var sent = SHA256.HashData(Encoding.UTF8.GetBytes(Presented(context.Request.Headers.Authorization.ToString())));
            if (context.Request.Path == "/health" || CryptographicOperations.FixedTimeEquals(sent, wanted))
            {
                await next(context);
                return;
            }

            context.Response.Headers.WWWAuthenticate = new(["Bearer realm=\"partner-api-mock control\"", "Basic realm=\"partner-api-mock control\", charset=\"UTF-8\""]);
            await Results.Problem("this control API needs its bearer token", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
        });
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
}

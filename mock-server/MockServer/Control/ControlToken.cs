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

        var wanted = SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token));
        app.Use(async (context, next) =>
        {
            var sent = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()));
            if (context.Request.Path == "/health" || CryptographicOperations.FixedTimeEquals(sent, wanted))
            {
                await next(context);
                return;
            }

            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"partner-api-mock control\"";
            await Results.Problem("this control API needs its bearer token", statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
        });
    }
}

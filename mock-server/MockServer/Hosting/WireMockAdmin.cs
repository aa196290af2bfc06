using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PartnerApi.Mock.Hosting;

/// <summary>Forwards requests to WireMock.Net's admin API, when it is enabled.</summary>
/// <param name="isOn">Whether it is enabled.</param>
/// <param name="guard">Decides who may use it.</param>
internal sealed class WireMockAdmin(bool isOn, AccessGuard guard)
{
    private const string Prefix = "/__admin";
    private const string Name = "__admin";

    // WireMock.Net and the host decode once each. A path that is still encoded after this many rounds belongs to neither.
    private const int MaxRounds = 8;

    /// <summary>Called after each request, which may have removed the engine's mapping.</summary>
    public Action Used { get; set; } = () => { };

    /// <summary>
    /// Whether a request could reach the admin API. The fully decoded path decides: WireMock.Net decodes more than the host, so an
    /// encoded slash or letter must not lead around the guard.
    /// </summary>
    /// <param name="context">The request and its connection.</param>
    public bool Owns(HttpContext context)
    {
        if (!isOn)
        {
            return false;
        }

        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return MayName(context.Request.Path.Value ?? "") || MayName(target.Split('?', 2)[0]);
    }

    /// <summary>Answers a request for the admin API.</summary>
    /// <param name="context">The request and its connection.</param>
    /// <param name="wireMock">WireMock.Net.</param>
    /// <param name="admitted">Called once the guard has let the request pass.</param>
    public async Task InvokeAsync(HttpContext context, RequestDelegate wireMock, Action admitted)
    {
        if (guard.Refuse(context.Request) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        if (!context.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal))
        {
            await Results.Problem(
                $"the admin API is under {Prefix}/, written without percent-encoding", statusCode: StatusCodes.Status404NotFound)
                .ExecuteAsync(context);
            return;
        }

        admitted();
        WireMockQuery.RemoveUnreadable(context.Request);
        context.Request.Body = new CheckedBodyStream(context.Request.Body);
        if (IsSettings(context.Request) && !await WireMockSettings.KeepAsync(context.Request))
        {
            await Results.Problem("settings are a JSON object", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        var sent = await AnswerAsync(context, wireMock);
        Used();
        if (Refusal(context, sent) is { } problem)
        {
            context.Response.Clear();
            await problem.ExecuteAsync(context);
            return;
        }

        await context.Response.Body.WriteAsync(sent);
    }

    private static bool IsSettings(HttpRequest request) => (HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method))
        && request.Path.Value!.TrimEnd('/').Equals(Prefix + "/settings", StringComparison.OrdinalIgnoreCase);

    // Kept until its status is known.
    private static async Task<ReadOnlyMemory<byte>> AnswerAsync(HttpContext context, RequestDelegate wireMock)
    {
        var original = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await wireMock(context);
        }
        finally
        {
            context.Response.Body = original;
        }

        return kept.ToArray();
    }

    // WireMock.Net answers 500 to a body that it cannot use and to a file that is not there.
    private static IResult? Refusal(HttpContext context, ReadOnlyMemory<byte> sent) => context.Response.StatusCode switch
    {
        _ when EngineMapping.IsChosen(context.Response) => Results.Problem(
            "WireMock.Net's admin API has no such path, method and media type; bodies are sent as application/json",
            statusCode: StatusCodes.Status404NotFound),
        >= 500 => Results.Problem(
            $"WireMock.Net cannot use the request: {Encoding.UTF8.GetString(sent.Span)}", statusCode: StatusCodes.Status400BadRequest),
        _ => null,
    };

    private static bool MayName(string path)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (path.Contains(Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            var decoded = Uri.UnescapeDataString(path);
            if (decoded == path)
            {
                return false;
            }

            path = decoded;
        }

        return true;
    }
}

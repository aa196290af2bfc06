using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Control;

/// <summary>Reads the bodies of control calls, strictly: an unknown member is a mistake, not a wish that is passed over.</summary>
internal static class ControlBody
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads a body and goes on with it; a body that cannot be read is a 400 with its place.</summary>
    /// <param name="request">The request.</param>
    /// <param name="wanted">An example, for the refusal.</param>
    /// <param name="next">What to do with the value.</param>
    public static async Task<IResult> ReadAsync<T>(HttpRequest request, string wanted, Func<T, IResult> next)
        where T : class
    {
        try
        {
            var value = request.ContentLength == 0
                ? null
                : await JsonSerializer.DeserializeAsync<T>(request.Body, Json, request.HttpContext.RequestAborted);
            return value is null
                ? Problem.BadRequest($"the body is missing; wanted is JSON such as {wanted}")
                : next(value);
        }
        catch (JsonException error)
        {
            return Problem.BadRequest($"the body cannot be read at '{error.Path}' (line {error.LineNumber + 1}); wanted is JSON such as {wanted}");
        }
        catch (ArgumentException error)
        {
            return Problem.BadRequest(Problem.Words(error));
        }
        catch (BadHttpRequestException error)
        {
            return Results.Problem(error.Message, statusCode: error.StatusCode);
        }
    }

    /// <summary>A reply in the same JSON.</summary>
    public static IResult Reply<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, Json, statusCode: status);
}

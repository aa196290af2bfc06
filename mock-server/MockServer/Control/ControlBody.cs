using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Control;

/// <summary>Reads the bodies of control requests. An unknown member is an error, never silently ignored.</summary>
internal static class ControlBody
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = RelaxedJson.Encoder,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads a body and passes it on; a body that cannot be read is refused with 400 and the position of the error.</summary>
    /// <param name="request">The request.</param>
    /// <param name="example">An example of the body, for error messages.</param>
    /// <param name="next">Handles the value.</param>
    public static async Task<IResult> ReadAsync<T>(HttpRequest request, string example, Func<T, IResult> next)
        where T : class
    {
        try
        {
            var value = request.ContentLength == 0
                ? null
                : await JsonSerializer.DeserializeAsync<T>(request.Body, Json, request.HttpContext.RequestAborted);
            return value is null
                ? Problem.BadRequest($"the body is missing; expected JSON such as {example}")
                : next(value);
        }
        catch (JsonException error)
        {
            return Problem.BadRequest(Reason(error, typeof(T)) + $"; expected JSON such as {example}");
        }
        catch (ArgumentException error)
        {
            return Problem.BadRequest(Problem.Message(error));
        }
        catch (BadHttpRequestException error)
        {
            return Results.Problem(error.Message, statusCode: error.StatusCode);
        }
    }

    private static string Reason(JsonException error, Type type) =>
        UnknownMember.Describe(error, type, Json) is { } unknown
            ? $"{unknown} at '{error.Path}'"
            : $"the body cannot be read at '{error.Path}' (line {error.LineNumber + 1})";

    /// <summary>Creates a JSON response.</summary>
    public static IResult Reply<T>(T value, int status = StatusCodes.Status200OK) =>
        Results.Json(value, Json, statusCode: status);
}

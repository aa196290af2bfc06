using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Mock.Control;

/// <summary>Creates the error responses of the control API, as problem details (RFC 9457).</summary>
internal static class Problem
{
    public static IResult BadRequest(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>The response to a request without a matching endpoint.</summary>
    public static IResult ForStatus(int status) => Results.Problem(
        status == StatusCodes.Status405MethodNotAllowed
            ? "this path does not accept this method; the header Allow lists the accepted methods"
            : "unknown path of the control API; its OpenAPI document is at " + StatusEndpoints.SelfDescription,
        statusCode: status);

    /// <summary>The message of an error, without the name of a parameter of our code.</summary>
    public static string Message(Exception error) => error is ArgumentException { ParamName: { } name }
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : error.Message;

    public static IResult NotFound(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    /// <summary>The response to an unknown value of a query parameter.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    /// <param name="value">The value that was sent.</param>
    /// <param name="known">The allowed values.</param>
    public static IResult UnknownValue(string parameter, string value, IReadOnlyCollection<string> known) =>
        BadRequest($"unknown {parameter} \"{value}\"{DidYouMean.Clause(value, known)}; expected {string.Join(", ", known)}");

    /// <summary>The response to a name in the path that does not exist.</summary>
    /// <param name="kind">What the name denotes, for example <c>lifecycle</c>.</param>
    /// <param name="name">The name that was sent.</param>
    /// <param name="known">The names that exist.</param>
    public static IResult UnknownName(string kind, string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        return NotFound($"unknown {kind} \"{name}\"{DidYouMean.Clause(name, names)}; expected {string.Join(", ", names)}");
    }

    public static IResult TooMany(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status429TooManyRequests);

    public static IResult Conflict(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}

using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Control;

/// <summary>Refusals of the control API, as problem details (RFC 9457).</summary>
internal static class Problem
{
    public static IResult BadRequest(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>The refusal of a request that no endpoint takes.</summary>
    public static IResult ForStatus(int status) => Results.Problem(
        status == StatusCodes.Status405MethodNotAllowed
            ? "this path does not take that method; the header Allow names those it takes"
            : "the control API has no such path; it describes itself at " + StatusEndpoints.SelfDescription,
        statusCode: status);

    /// <summary>What an error says to a caller, to whom the name of a parameter in our code means nothing.</summary>
    public static string Words(Exception error) => error is ArgumentException { ParamName: { } name }
        ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : error.Message;

    public static IResult NotFound(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    public static IResult Conflict(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}

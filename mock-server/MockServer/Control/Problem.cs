using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Control;

/// <summary>Refusals of the control API, as problem details (RFC 9457).</summary>
internal static class Problem
{
    public static IResult BadRequest(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    /// <summary>The refusal of a request that no endpoint takes.</summary>
    public static IResult Of(int status) => Results.Problem(
        status == StatusCodes.Status405MethodNotAllowed
            ? "this path does not take that method; the header Allow names those it takes"
            : "the control API has no such path; see GET /health and /control/v1/sessions/default/clock",
        statusCode: status);

    public static IResult NotFound(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    public static IResult Conflict(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}

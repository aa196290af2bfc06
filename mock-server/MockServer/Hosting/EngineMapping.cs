using Microsoft.AspNetCore.Http;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace PartnerApi.Mock.Hosting;

/// <summary>
/// The lowest-priority mapping of WireMock.Net: requests that no stub of the user matches go to the engine. It is a plain mapping, because
/// WireMock.Net's admin API lists, saves and converts no other kind; a header field of its reply marks what it has matched.
/// </summary>
internal static class EngineMapping
{
    private const string Marker = "X-Engine-Answers";

    private static readonly Guid Id = new("0e4b2f3e-6d0c-4a53-9a4e-2f7f6b8f0a11");

    // Unknown outside, so that no stub sends it by accident.
    private static readonly string Value = Guid.NewGuid().ToString();

    /// <summary>Adds the mapping, or restores it.</summary>
    public static void AddTo(WireMockServer server) =>
        server.Given(Request.Create().UsingAnyMethod())
            .WithGuid(Id)
            .AtPriority(int.MaxValue)
            .WithTitle("partner-api engine")
            .RespondWith(Response.Create().WithStatusCode(StatusCodes.Status200OK).WithHeader(Marker, Value));

    /// <summary>Whether no stub matched the request of a response.</summary>
    public static bool IsChosen(HttpResponse response) => response.Headers[Marker] == Value;
}

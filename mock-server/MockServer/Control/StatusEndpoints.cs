using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Metrics;

namespace PartnerApi.Mock.Control;

/// <summary>Health, readiness, metrics, and the OpenAPI document of the control API.</summary>
internal static class StatusEndpoints
{
    /// <summary>Path of the OpenAPI document of the control API.</summary>
    public const string SelfDescription = "/control/v1/openapi.json";

    public static void Map(WebApplication app, RunningMock mock)
    {
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        app.MapGet("/health", () => Results.Json(new { status = "ok" }));
        app.MapGet("/ready", () => stopping.IsCancellationRequested
            ? Results.Problem("the mock is stopping", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Json(new { status = "ready", contract = mock.Contract.Version, api = mock.ApiAddress }));
        app.MapGet("/metrics", () =>
            Results.Text(
                PrometheusText.Write(mock.Engine.RequestCounters, mock.Sessions, mock.Engine.Deliveries), PrometheusText.MediaType));
        app.MapGet("/control/v1/certificate", () => mock.Options.Certificate is { } certificate
            ? Results.Text(certificate.ExportCertificatePem() + "\n", "application/x-pem-file")
            : Problem.NotFound("the mock has no certificate; start it with --https"));
        app.MapGet(SelfDescription, () => Results.Stream(Document(), "application/vnd.oai.openapi+json;version=3.1"));
    }

    private static Stream Document() => typeof(StatusEndpoints).Assembly.GetManifestResourceStream("control/openapi.json")!;
}

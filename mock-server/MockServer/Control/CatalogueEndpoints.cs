using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Control;

/// <summary>The contract, the rules in the order of their evaluation, and the kinds of faults.</summary>
internal static class CatalogueEndpoints
{
    public static void Map(IEndpointRouteBuilder app, RunningMock mock)
    {
        app.MapGet("/control/v1/contract", (HttpRequest request) => Served(mock, request));
        app.MapGet(ContractPage.Path, (HttpRequest request) => Served(mock, request));
        app.MapGet("/control/v1/rules", () => Rules(mock.Options));
        app.MapGet("/control/v1/faults", () => ControlBody.Reply(
            FaultKind.All.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal)
                .Select(kind => new { kind = kind.Name, operation = kind.Scope, times = kind.Times, summary = kind.Summary })));
    }

    // Nobody can call 0.0.0.0: whoever reached the control API by a name reaches the partner API by the same one.
    private static IResult Served(RunningMock mock, HttpRequest request)
    {
        var address = mock.ApiAddress;
        var isAny = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
            && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        var usable = isAny && request.Host.HasValue ? new UriBuilder(address) { Host = request.Host.Host }.Uri : address;
        return Results.Text(mock.Engine.Served.At(usable), ServedContract.MediaType);
    }

    private static IResult Rules(MockOptions options)
    {
        var catalogue = RequirementsFile.Embedded();
        return ControlBody.Reply(new
        {
            token = options.TokenRules.Select(rule => Show(catalogue, rule.Requirement)),
            commands = options.CommandRules.Select(rule => Show(catalogue, rule.Requirement)),
        });
    }

    private static object Show(RequirementCatalogue catalogue, string id) =>
        catalogue.Find(id) is { } requirement
            ? new { id, requirement.Source, requirement.Level, requirement.Basis, requirement.Statement, requirement.Interpretation }
            : new { id };
}

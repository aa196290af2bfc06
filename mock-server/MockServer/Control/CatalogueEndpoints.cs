using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Control;

/// <summary>The contract, the rules in the order of their evaluation, and the kinds of faults.</summary>
internal static class CatalogueEndpoints
{
    public static void Map(IEndpointRouteBuilder app, RunningMock mock)
    {
        app.MapGet("/control/v1/contract", () => Results.Text(mock.Contract.Document, "application/vnd.oai.openapi+json;version=3.1"));
        app.MapGet("/control/v1/rules", () => Rules(mock.Options));
        app.MapGet("/control/v1/faults", () => ControlBody.Reply(
            FaultKind.All.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal)
                .Select(kind => new { kind = kind.Name, operation = kind.Scope, times = kind.Times, summary = kind.Summary })));
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

using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Lifecycles;

/// <summary>What the status of one object means for others: an onboarding that ends makes customer and person active.</summary>
internal static class Outcomes
{
    public static void Of(Lifecycle lifecycle, Resource source, string? status, ResourceStore world, LifecycleCatalogue catalogue, DateTimeOffset at)
    {
        foreach (var outcome in lifecycle.Outcomes)
        {
            if (outcome.When == status && Named(source, outcome.Of, world) is var (type, target))
            {
                Apply(outcome, type, target, world, catalogue, at);
            }
        }
    }

    private static void Apply(StatusOutcome outcome, string type, Resource target, ResourceStore world, LifecycleCatalogue catalogue, DateTimeOffset at)
    {
        if (catalogue.Of(type) is not var (lifecycle, _) || !lifecycle.Statuses.Contains(outcome.Becomes))
        {
            return;
        }

        var present = target.Text(lifecycle.StatusMember) ?? "";
        if (present != outcome.Becomes && (outcome.From.IsEmpty || outcome.From.Contains(present)))
        {
            world.Update(type, target.Id, new JsonObject { [lifecycle.StatusMember] = outcome.Becomes }, at);
        }
    }

    private static (string Type, Resource Target)? Named(Resource source, string path, ResourceStore world)
    {
        (string Type, Resource Target)? found = ("", source);
        foreach (var member in path.Split('.'))
        {
            found = found is var (_, target) && target.Text(member) is { } id ? world.FindAny(id) : null;
        }

        return found;
    }
}

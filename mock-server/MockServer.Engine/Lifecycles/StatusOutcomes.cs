using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Lifecycles;

/// <summary>Applies the status of one object to others: a completed onboarding activates customer and person.</summary>
internal static class StatusOutcomes
{
    public static void Apply(
        Lifecycle lifecycle, Resource source, DateTimeOffset at, LifecycleCatalogue catalogue, ResourceStore resources,
        ResourceTransaction transaction)
    {
        var status = source.Text(lifecycle.StatusMember);
        foreach (var outcome in lifecycle.Outcomes)
        {
            if (outcome.When == status && Named(source, outcome.Of, resources) is var (type, target)
                && catalogue.ForType(type) is var (followed, _) && IsDue(outcome, followed, target))
            {
                transaction.SetStatus(type, target.Id, followed.StatusMember, outcome.Becomes, at);
            }
        }
    }

    private static bool IsDue(StatusOutcome outcome, Lifecycle lifecycle, Resource target)
    {
        var present = target.Text(lifecycle.StatusMember) ?? "";
        return lifecycle.Statuses.Contains(outcome.Becomes)
            && present != outcome.Becomes
            && (outcome.From.IsEmpty || outcome.From.Contains(present));
    }

    private static (string Type, Resource Target)? Named(Resource source, string path, ResourceStore resources)
    {
        (string Type, Resource Target)? found = ("", source);
        foreach (var member in path.Split('.'))
        {
            found = found is var (_, target) && target.Text(member) is { } id ? resources.FindAny(id) : null;
        }

        return found;
    }
}

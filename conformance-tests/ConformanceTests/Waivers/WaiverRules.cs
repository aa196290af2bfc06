using System.Globalization;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Waivers;

// The rules of waivers. Each one expires, so that a known failure is reviewed from time to time.
internal static class WaiverRules
{
    public static IEnumerable<string> Mistakes(Waiver waiver, RequirementCatalogue catalogue, DateOnly today) =>
        [.. Subject(waiver, catalogue), .. Texts(waiver), .. Days(waiver, today)];

    private static IEnumerable<string> Subject(Waiver waiver, RequirementCatalogue catalogue)
    {
        if (waiver.Check is null == waiver.Requirement is null)
        {
            return [": expected either check or requirement"];
        }

        if (waiver.Check is not null && (waiver.Operation ?? waiver.Aspect) is not null)
        {
            return ["/check: operation and aspect narrow a requirement; a check id already holds them"];
        }

        var requirement = waiver.Requirement ?? CheckId.Parse(waiver.Check!).Requirement;
        var member = waiver.Check is null ? "requirement" : "check";
        return catalogue.Find(requirement) is null
            ? [$"/{member}: there is no requirement \"{requirement}\"{catalogue.SuggestionClause(requirement)}"]
            : [];
    }

    private static IEnumerable<string> Texts(Waiver waiver)
    {
        (string Name, string Text)[] texts =
            [("target", waiver.Target), ("reason", waiver.Reason), ("owner", waiver.Owner), ("ticket", waiver.Ticket)];
        return texts.Where(text => string.IsNullOrWhiteSpace(text.Text)).Select(text => $"/{text.Name}: is blank");
    }

    private static IEnumerable<string> Days(Waiver waiver, DateOnly today)
    {
        var first = waiver.From ?? today;
        if (waiver.Expires < today)
        {
            yield return $"/expires: the waiver of {waiver.Subject()} expired on {Day(waiver.Expires)}; "
                + $"fix the cause ({waiver.Ticket}, {waiver.Owner}) or agree on a new date";
        }

        if (first > today)
        {
            yield return $"/from: {Day(first)} is in the future; today is {Day(today)}";
        }

        if (waiver.Expires > first.AddDays(Waiver.MaxDays))
        {
            yield return $"/expires: {Day(waiver.Expires)} is more than {Waiver.MaxDays} days after {Day(first)}";
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Text.Json.Nodes;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>The subjects of a command: the objects that its path and body name, and their owners.</summary>
internal static class RequestorSubjects
{
    private const int MaxSteps = 6;
    private const string Holder = "naturalPersonId";

    /// <summary>Whether the requestor is the subject, or holds a proxy role for it.</summary>
    public static bool IsAuthorized(CommandRequest request)
    {
        var subjects = Closure(request);
        var people = subjects.Where(subject => subject.Type == ResourceStore.NaturalPerson).ToList();
        var proxies = request.Session.Resources.All("proxy")
            .Where(proxy => subjects.Any(subject => Represented(proxy.Body).Contains(
                subject.Resource.Id, StringComparer.OrdinalIgnoreCase)))
            .ToList();
        // Interpretation: any active person may act for a subject without a holder, such as a legal entity without a proxy.
        return (people.Count == 0 && proxies.Count == 0)
            || people.Any(person => Same(person.Resource.Id, request.Requestor!))
            || proxies.Any(proxy => (string?)proxy.Body[Holder] is { } holder && Same(holder, request.Requestor!));
    }

    // The role has one direction: the represented customer may not act for the holder of the proxy role.
    private static IEnumerable<string> Represented(JsonObject proxy) =>
        proxy.Where(member => member.Key != Holder && member.Value is not null).SelectMany(member => Values(member.Value!));

    /// <summary>Whether the command is about a natural person.</summary>
    public static bool Names(CommandRequest request, string naturalPersonId) =>
        Closure(request).Any(subject => subject.Type == ResourceStore.NaturalPerson && Same(subject.Resource.Id, naturalPersonId));

    private static List<(string Type, Resource Resource)> Closure(CommandRequest request)
    {
        var world = request.Session.Resources;
        var found = new Dictionary<string, (string Type, Resource Resource)>(StringComparer.OrdinalIgnoreCase);
        // The path determines the subject. Objects named only in the body do not count; otherwise anyone could act for anyone.
        IEnumerable<string> next = request.PathValues.Any(id => world.FindAny(id) is not null)
            ? request.PathValues
            : [.. request.PathValues, .. request.Body.Value is { } body ? Values(body) : []];
        for (var step = 0; step < MaxSteps && next.Any(); step++)
        {
            var fresh = next.Where(id => !found.ContainsKey(id)).Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(id => world.FindAny(id)).OfType<(string Type, Resource Resource)>().ToList();
            foreach (var item in fresh)
            {
                found[item.Resource.Id] = item;
            }

            next = [.. fresh.SelectMany(item => Values(item.Resource.Body).Append(item.Resource.Parent ?? ""))];
        }

        return [.. found.Values];
    }

    private static IEnumerable<string> Values(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Value is null ? [] : Values(member.Value)),
        JsonArray items => items.SelectMany(item => item is null ? [] : Values(item)),
        JsonValue value when value.TryGetValue<string>(out var text) && Guid.TryParse(text, out _) => [text],
        _ => [],
    };

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}

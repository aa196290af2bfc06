using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Operations;

/// <summary>Answers lists: bare arrays, or pages with a cursor.</summary>
internal static class Lists
{
    private const string MissedNotification = "missedNotification";
    private const int DefaultLimit = 20;
    private const int LargestLimit = 1000;

    public static ApiReply Answer(CommandRequest request, ReplyShape shape)
    {
        var limit = shape.IsPage && long.TryParse(request.Query.Value("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? (int)Math.Clamp(asked, 1, LargestLimit)
            : shape.IsPage ? DefaultLimit : int.MaxValue - 1;
        // One more than is shown tells whether there is a next page.
        var found = Found(request, limit + 1);
        var items = shape.Items;
        var data = new JsonArray([.. found.Take(limit).Select(item => items.Fill(item.Members).ToTree())]);
        var last = found.Count > limit ? found[limit - 1].Order : (long?)null;
        return ApiReply.OfJson(request.Operation.SuccessStatus, shape.IsArray ? data : Page(request, shape, data, last, limit));
    }

    private static IReadOnlyList<(long Order, JsonMembers Members)> Found(CommandRequest request, int limit)
    {
        var resource = request.Operation.Resource!;
        var world = request.Session.World;
        if (resource.Type == MissedNotification)
        {
            return [.. request.Session.Webhooks.Missed.Select(missed => (missed.Number, JsonMembers.Of(Shown(missed))))];
        }

        var parent = resource.Parent is { } name ? request.PathValue(name) ?? request.Query.Value(name) : null;
        var page = world.Page(resource.Type, parent, Cursor(request), limit, ListFilter.Of(request.Operation, request.Query));
        if (resource.Type == CustomerLabels.Type)
        {
            var counts = CustomerLabels.Counts(world);
            return [.. page.Select(label => (label.Order, JsonMembers.Of(Counted(label, counts))))];
        }

        return [.. page.Select(item => (item.Order, item.Members))];
    }

    private static JsonObject Counted(Resource label, Dictionary<string, int> counts)
    {
        var body = label.Body;
        body["customersCount"] = counts.GetValueOrDefault(label.Id);
        return body;
    }

    private static JsonObject Shown(Notification missed)
    {
        var body = JsonNode.Parse(missed.Body.Span)!.AsObject();
        body["eventType"] = missed.EventType;
        body["createdOn"] = ResourceStore.Text(missed.CreatedOn);
        return body;
    }

    private static long Cursor(CommandRequest request) =>
        long.TryParse(request.Query.Value("cursor"), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;

    private static JsonObject Page(CommandRequest request, ReplyShape shape, JsonArray data, long? last, int limit)
    {
        var pagination = new JsonObject { ["cursor"] = last?.ToString(CultureInfo.InvariantCulture), ["limit"] = limit };
        var page = new JsonObject { ["data"] = data, ["pagination"] = pagination };
        if (shape.Properties.Any(property => property.Name == "openWizardCount"))
        {
            page["openWizardCount"] = request.Session.World
                .Page(request.Operation.Resource!.Type, null, 0, int.MaxValue, wizard => wizard.Text(Wizard.Status) != Wizard.Completed).Length;
        }

        return shape.Fill(JsonMembers.Of(page)).ToTree();
    }
}

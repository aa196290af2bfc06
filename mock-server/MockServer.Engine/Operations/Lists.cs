using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>Writes the replies of lists: plain arrays, or pages with a cursor.</summary>
internal static class Lists
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 1000;

    public static ApiReply Answer(CommandRequest request, ReplyShape shape)
    {
        var resource = request.Operation.Resource!;
        var behaviour = ResourceBehaviour.For(resource.Type);
        var parent = resource.Parent is { } name ? request.PathValue(name) ?? request.Query.Value(name) : null;
        var limit = shape.IsPage ? Limit(request) : int.MaxValue - 1;
        // One additional item shows whether there is a next page.
        var found = behaviour.List(request, parent, Cursor(request), limit + 1);
        var items = shape.Items;
        var data = new JsonArray([.. found.Take(limit).Select(item => items.Fill(Presented(behaviour, item.Members)).ToTree())]);
        var last = found.Count > limit ? found[limit - 1].Order : (long?)null;
        return ApiReply.FromJson(request.Operation.SuccessStatus, shape.IsArray
            ? data
            : Page(request, behaviour, shape, data, last, limit));
    }

    private static MemberList Presented(ResourceBehaviour behaviour, MemberList members)
    {
        behaviour.Present(members);
        return members;
    }

    private static int Limit(CommandRequest request) =>
        long.TryParse(request.Query.Value("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? (int)Math.Clamp(limit, 1, MaxLimit)
            : DefaultLimit;

    private static long Cursor(CommandRequest request) =>
        long.TryParse(request.Query.Value("cursor"), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;

    private static JsonObject Page(
        CommandRequest request, ResourceBehaviour behaviour, ReplyShape shape, JsonArray data, long? last, int limit)
    {
        var pagination = new JsonObject { ["cursor"] = last?.ToString(CultureInfo.InvariantCulture), ["limit"] = limit };
        var page = new JsonObject { ["data"] = data, ["pagination"] = pagination };
        behaviour.CompletePage(request, page);
        return shape.Fill(MemberList.From(page)).ToTree();
    }
}

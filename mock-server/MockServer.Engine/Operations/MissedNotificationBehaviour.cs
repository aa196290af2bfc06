using System.Text.Json.Nodes;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Operations;

/// <summary>Lists missed notifications, which are kept by the webhooks and not in the store.</summary>
internal sealed class MissedNotificationBehaviour : ResourceBehaviour
{
    public const string Type = "missedNotification";

    public override IReadOnlyList<ListedItem> List(CommandRequest request, string? parent, long cursor, int limit) =>
        [.. request.Session.Webhooks.Missed.Select(missed => new ListedItem(missed.Number, MemberList.From(Body(missed))))];

    private static JsonObject Body(Notification missed)
    {
        var body = JsonNode.Parse(missed.Body.Span)!.AsObject();
        body["eventType"] = missed.EventType;
        body["createdOn"] = ApiTime.Format(missed.CreatedOn);
        return body;
    }
}

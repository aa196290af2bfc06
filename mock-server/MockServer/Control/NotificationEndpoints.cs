using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Control;

/// <summary>The webhook notifications of a session, with the state of their delivery.</summary>
internal static class NotificationEndpoints
{
    private const string Hidden = "***";

    private static readonly string[] States = ["pending", "delivered", "missed"];

    public static void Map(SessionRoutes routes) =>
        routes.Get("/notifications", (session, request) => Answer(session.Webhooks, request.Query["state"], request.Query["eventType"]));

    private static IResult Answer(SessionWebhooks webhooks, string? state, string? eventType)
    {
        if (!string.IsNullOrEmpty(state) && !States.Contains(state, StringComparer.OrdinalIgnoreCase))
        {
            return Problem.UnknownValue("state", state, States);
        }

        return ControlBody.Reply(webhooks.All
            .Where(
                notification =>
                    string.IsNullOrEmpty(state) || notification.State.ToString().Equals(state, StringComparison.OrdinalIgnoreCase))
            .Where(notification => string.IsNullOrEmpty(eventType) || notification.EventType == eventType)
            .Select(Show));
    }

    private static object Show(Notification notification) => new
    {
        number = notification.Number,
        eventType = notification.EventType,
        about = notification.About,
        url = Redacted(notification.Url),
        headers = notification.Headers.Select(header => new { name = header.Key, value = Hidden }),
        body = JsonNode.Parse(notification.Body.Span),
        createdOn = notification.CreatedOn,
        state = notification.State,
        note = notification.Note,
        attempts = notification.Attempts,
        nextAttempt = notification.State == NotificationState.Pending ? notification.NotBefore : (DateTimeOffset?)null,
    };

    // The address of a receiver often contains a secret.
    private static string Redacted(Uri url) =>
        $"{url.Scheme}://{(url.UserInfo.Length > 0 ? Hidden + "@" : "")}{url.Authority}{url.AbsolutePath}"
        + (url.Query.Length > 0 ? "?" + Hidden : "");
}

using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Webhooks;

/// <summary>The documented values of <c>notificationType</c>.</summary>
internal static class NotificationType
{
    public const string Created = "CREATED";
    public const string Updated = "UPDATED";
    public const string ValidationError = "VALIDATION_ERROR";
}

/// <summary>Creates notifications from registrations.</summary>
internal static class Notifications
{
    public static Notification Create(Resource registration, string about, JsonObject body, DateTimeOffset at)
    {
        var kept = registration.Body;
        return new()
        {
            Number = 0,
            EventType = registration.Id,
            About = about,
            Url = new((string)kept["url"]!),
            Headers = [.. (kept["headers"] as JsonArray ?? []).Select(header => KeyValuePair.Create(
                (string)header!["name"]!, (string)header["value"]!))],
            Body = JsonSerializer.SerializeToUtf8Bytes(body, RelaxedJson.Options),
            CreatedOn = at,
            NotBefore = at,
        };
    }
}

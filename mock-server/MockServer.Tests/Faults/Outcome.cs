using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Faults;

/// <summary>What a client sees of a reply, whole or not.</summary>
/// <param name="Status">The status; null when the connection ended before.</param>
/// <param name="Fault">The fault that the reply names.</param>
/// <param name="Challenge">Its challenge.</param>
/// <param name="RetryAfter">When to come again.</param>
/// <param name="IsWhole">Whether the whole body came.</param>
/// <param name="IsJson">Whether the body is JSON.</param>
internal sealed record Outcome(int? Status, string Fault, string Challenge, string RetryAfter, bool IsWhole, bool IsJson)
{
    private static readonly Outcome Nothing = new(null, "", "", "", IsWhole: false, IsJson: false);

    public static async Task<Outcome> OfAsync(Task<HttpResponseMessage> sending)
    {
        try
        {
            using var reply = await sending;
            var text = await TextAsync(reply);
            return new(
                (int)reply.StatusCode, Partner.Header(reply, "X-Mock-Fault"), Partner.Header(
                    reply, "WWW-Authenticate"), Partner.Header(reply, "Retry-After"), text is not null, IsJsonText(text));
        }
        catch (HttpRequestException)
        {
            return Nothing;
        }
    }

    private static async Task<string?> TextAsync(HttpResponseMessage reply)
    {
        try
        {
            return await reply.Content.ReadAsStringAsync();
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static bool IsJsonText(string? text)
    {
        try
        {
            return text is not null && JsonNode.Parse(text) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

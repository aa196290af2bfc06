using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using WireMock.Admin.Settings;

namespace PartnerApi.Mock.Hosting;

/// <summary>
/// The settings of WireMock.Net that the mock relies on. An update through its admin API sets to null what its body does not name, and
/// WireMock.Net would then keep every request, secrets included, and decompress bodies that the engine judges.
/// </summary>
internal static class WireMockSettings
{
    /// <summary>How many requests it keeps: none, because they contain secrets.</summary>
    public const int MaxRequestLogCount = 0;

    /// <summary>Whether it leaves bodies as they were sent.</summary>
    public const bool DisableRequestBodyDecompressing = true;

    /// <summary>Sets these settings in the body of an update.</summary>
    /// <param name="request">The update.</param>
    /// <returns>False when the body is not a JSON object.</returns>
    public static async Task<bool> KeepAsync(HttpRequest request)
    {
        if (await ReadAsync(request.Body) is not { } settings)
        {
            return false;
        }

        Set(settings, nameof(SettingsModel.MaxRequestLogCount), MaxRequestLogCount);
        Set(settings, nameof(SettingsModel.DisableRequestBodyDecompressing), DisableRequestBodyDecompressing);
        var body = JsonSerializer.SerializeToUtf8Bytes(settings);
        request.Body = new MemoryStream(body);
        request.ContentLength = body.Length;
        return true;
    }

    private static void Set(JsonObject settings, string name, JsonNode value)
    {
        // WireMock.Net reads names in any letter case.
        foreach (var each in settings.Select(member => member.Key)
            .Where(each => each.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            settings.Remove(each);
        }

        settings[name] = value;
    }

    private static async Task<JsonObject?> ReadAsync(Stream body)
    {
        try
        {
            return await JsonNode.ParseAsync(body, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

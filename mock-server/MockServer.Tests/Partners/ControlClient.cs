using System.Text;
using System.Text.Json.Nodes;

namespace PartnerApi.Mock.Tests.Partners;

/// <summary>A raw client of the control API.</summary>
/// <param name="mock">The mock.</param>
internal sealed class ControlClient(PartnerApiMock mock) : IDisposable
{
    public HttpClient Http { get; } = new() { BaseAddress = mock.ControlAddress };

    public async Task<(int Status, JsonNode? Body)> CallAsync(string method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var reply = await Http.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        return ((int)reply.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public void Dispose() => Http.Dispose();
}

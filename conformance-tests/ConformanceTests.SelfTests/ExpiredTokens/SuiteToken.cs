using System.Net.Http.Json;
using System.Text.Json;
using PartnerApi.Mock;

namespace PartnerApi.Conformance.SelfTests.ExpiredTokens;

internal static class SuiteToken
{
    public static async Task<string?> OfAsync(PartnerApiMock mock)
    {
        using var client = new HttpClient { BaseAddress = mock.ApiAddress };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = mock.ClientId,
            ["client_secret"] = mock.ClientSecret,
        });
        using var reply = await client.PostAsync("oauth2/token", form);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Duende.IdentityModel.Client;

namespace PartnerApi.Mock.Tests.Grading;

/// <summary>Fetches tokens with Duende.IdentityModel and keeps them: one request for all who wait, a margin before the end.</summary>
internal sealed class TokenCache(PartnerEnvironment environment, TimeProvider clock, Habit habit)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<Kept>? _fetching;
    private Kept? _kept;

    public async Task<string> GetAsync(HttpClient http)
    {
        Task<Kept> fetching;
        lock (_gate)
        {
            if (_kept is { } kept && IsGood(kept))
            {
                return kept.Token;
            }

            fetching = _fetching is { } running && habit != Habit.FetchesInParallel ? running : _fetching = FetchAsync(http);
        }

        try
        {
            var fresh = await fetching;
            lock (_gate)
            {
                _kept = habit == Habit.FetchesForEachCall ? null : fresh;
            }

            return fresh.Token;
        }
        finally
        {
            lock (_gate)
            {
                _fetching = _fetching == fetching ? null : _fetching;
            }
        }
    }

    public void Drop(string token)
    {
        lock (_gate)
        {
            _kept = _kept?.Token == token ? null : _kept;
        }
    }

    private bool IsGood(Kept kept) => (kept.Ends - clock.GetUtcNow()) switch
    {
        var left when habit == Habit.OverlooksExpiry => left <= TimeSpan.Zero || left > Margin,
        var left when habit == Habit.KeepsNoMargin => left > TimeSpan.Zero,
        var left => left > Margin,
    };

    private async Task<Kept> FetchAsync(HttpClient http)
    {
        var reply = await RequestAsync(http, both: habit == Habit.TriesBothMethods);
        if (reply is { IsError: true, Error: "invalid_request" } && habit == Habit.TriesBothMethods)
        {
            reply = await RequestAsync(http, both: false);
        }

        if (reply is { IsError: true, Error: "invalid_client" } && habit == Habit.RepeatsInvalidClient)
        {
            reply = await RequestAsync(http, both: false);
        }

        if (reply.IsError || reply.AccessToken is null)
        {
            throw new InvalidOperationException("no token: " + reply.Error);
        }

        if (habit == Habit.InsistsOnTokenType && reply.TokenType != "Bearer")
        {
            throw new InvalidOperationException("no Bearer token");
        }

        return new(reply.AccessToken, habit == Habit.BelievesTokenClaims
            ? Claimed(reply.AccessToken)
            : clock.GetUtcNow() + TimeSpan.FromSeconds(reply.ExpiresIn));
    }

    private async Task<TokenResponse> RequestAsync(HttpClient http, bool both)
    {
        if (habit == Habit.GluesForm)
        {
            return await GluedAsync(http);
        }

        using var request = new ClientCredentialsTokenRequest
        {
            Address = new Uri(environment.Address, "/oauth2/token").AbsoluteUri,
            ClientId = environment.ClientId,
            ClientSecret = environment.ClientSecret,
            ClientCredentialStyle = ClientCredentialStyle.PostBody,
        };
        if (both)
        {
            request.SetBasicAuthenticationOAuth(environment.ClientId, environment.ClientSecret);
        }

        if (environment.Session is { } session)
        {
            request.Headers.Add("X-Mock-Session", session);
        }

        return await http.RequestClientCredentialsTokenAsync(request);
    }

    private async Task<TokenResponse> GluedAsync(HttpClient http)
    {
        using var body = new StringContent(
            $"grant_type=client_credentials&client_id={environment.ClientId}"
                + $"&client_secret={environment.ClientSecret}", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token") { Content = body };
        if (environment.Session is { } session)
        {
            request.Headers.Add("X-Mock-Session", session);
        }

        using var reply = await http.SendAsync(request);
        return await ProtocolResponse.FromHttpResponseAsync<TokenResponse>(reply);
    }

    private static DateTimeOffset Claimed(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var claims = JsonNode.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')))!;
        return DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!);
    }

    private sealed record Kept(string Token, DateTimeOffset Ends);
}

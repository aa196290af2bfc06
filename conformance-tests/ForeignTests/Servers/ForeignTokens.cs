using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PartnerApi.Conformance.ForeignTests.Servers;

/// <summary>The token endpoint of a deployment where each client has one token: a new one ends the earlier one.</summary>
/// <param name="scope">The scope that every token request must name; null for none.</param>
internal sealed class ForeignTokens(string? scope)
{
    public const string ClientId = "shop";
    public const string ClientSecret = "shop-secret-for-tests";
    public const string SpecialClientId = "special";
    public const string SpecialClientSecret = "a+b%c&d=e:f g/h";

    private const string Form = "application/x-www-form-urlencoded";

    private static readonly Dictionary<string, string> Clients = new()
    {
        [ClientId] = ClientSecret,
        [SpecialClientId] = SpecialClientSecret,
    };

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _tokens = [];

    public (int Status, JsonNode? Reply) Answer(HttpContext http, byte[] body)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        if (http.Request.Method != "POST")
        {
            http.Response.Headers.Allow = "POST";
            return Refuse(405, "invalid_request");
        }

        if (http.Request.ContentType?.Split(';')[0].Trim() != Form)
        {
            return Refuse(400, "invalid_request");
        }

        var pairs = Encoding.UTF8.GetString(body).Split('&').Select(pair => pair.Split('=', 2)).ToList();
        if (pairs.Select(pair => pair[0]).Distinct().Count() < pairs.Count)
        {
            return Refuse(400, "invalid_request");
        }

        var form = pairs.ToDictionary(pair => pair[0], pair => pair.Length > 1 ? WebUtility.UrlDecode(pair[1]) : "");
        return Grant(http, form);
    }

    public (int Status, string Value)? Refusal(HttpContext http)
    {
        var lines = http.Request.Headers.Authorization;
        var inQuery = http.Request.Query.ContainsKey("access_token");
        if (lines.Count == 0)
        {
            return (401, "Bearer realm=\"shop\"");
        }

        var words = lines[0]!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Count > 1 || inQuery || words.Length != 2)
        {
            return (400, "Bearer realm=\"shop\", error=\"invalid_request\"");
        }

        if (!words[0].Equals("bearer", StringComparison.OrdinalIgnoreCase))
        {
            return (401, "Bearer realm=\"shop\"");
        }

        lock (_lock)
        {
            return _tokens.ContainsValue(words[1]) ? null : (401, "Bearer realm=\"shop\", error=\"invalid_token\"");
        }
    }

    private (int Status, JsonNode? Reply) Grant(HttpContext http, Dictionary<string, string> form)
    {
        if (http.Request.Headers.Authorization.Count > 0)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"shop\"";
            return Refuse(401, "invalid_client");
        }

        if (!form.TryGetValue("grant_type", out var grant) || grant.Length == 0)
        {
            return Refuse(400, "invalid_request");
        }

        if (grant != "client_credentials")
        {
            return Refuse(400, "unsupported_grant_type");
        }

        var client = form.GetValueOrDefault("client_id", "");
        if (!Clients.TryGetValue(client, out var secret) || form.GetValueOrDefault("client_secret") != secret)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"shop\"";
            return Refuse(401, "invalid_client");
        }

        if (scope is not null && form.GetValueOrDefault("scope") != scope)
        {
            return Refuse(400, "invalid_scope");
        }

        var token = "session~" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        lock (_lock)
        {
            _tokens[client] = token;
        }

        return (200, new JsonObject { ["access_token"] = token, ["token_type"] = "bearer", ["expires_in"] = 600 });
    }

    private static (int Status, JsonNode? Reply) Refuse(int status, string error) => (status, new JsonObject { ["error"] = error });
}

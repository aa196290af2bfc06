using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Transport;

// Holds badCredentialBudget for every token request, whoever sends it: a deployment may lock out a client after failed attempts.
internal sealed class CredentialGuard(TargetContract target, RunBudget budget)
{
    private volatile string? _lockedOut;

    private TargetSettings Settings => target.Settings;

    // Before a request: a wrong secret of a real client uses the budget up.
    public void OnRequest(WireRequest request)
    {
        if (Presented(request) is not { } presented)
        {
            return;
        }

        if (_lockedOut is { } reason)
        {
            throw new PrerequisiteException(new(
                Outcome.Blocked,
                "a token request",
                reason,
                "the suite sends no more token requests for this client; it may be locked out"));
        }

        if (!presented.IsRight)
        {
            budget.TakeBadCredentialAttempt();
        }
    }

    // After a reply: a right secret that is refused looks like a client that is locked out.
    public void OnReply(Exchange exchange)
    {
        var refused = exchange.Status == 401 || (exchange.Status is >= 400 and < 500 && exchange.ErrorCode == "invalid_client");
        if (refused && Presented(exchange.Request) is { IsRight: true, IsUsualForm: true } presented && budget.CountRefusal())
        {
            _lockedOut = $"the deployment refuses the client {presented.ClientId} with its right secret: {exchange.Status}, "
                + $"and badCredentialBudget ({Settings.BadCredentialBudget}) is used up";
        }
    }

    // The client of the settings that a token request names; null for other requests and for made-up clients.
    private Presentation? Presented(WireRequest request)
    {
        if (request.Uri.GetLeftPart(UriPartial.Path) != target.TokenAddress.GetLeftPart(UriPartial.Path))
        {
            return null;
        }

        var body = request.Body is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "";
        var pairs = Pairs(body).Concat(Pairs(request.Uri.Query.TrimStart('?'))).Concat(Members(body)).ToList();
        var basic = request.Headers.All("Authorization").Select(Basic).FirstOrDefault(pair => pair is not null);
        var ids = pairs.Where(pair => pair.Name == "client_id").Select(pair => pair.Value).Append(basic?.Name);
        var client = Clients().FirstOrDefault(client => ids.Contains(client.Credentials.ClientId));
        if (client.Credentials is not { } credentials)
        {
            return null;
        }

        var secrets = pairs.Where(pair => pair.Name == "client_secret").Select(pair => pair.Value).Append(basic?.Value);
        var isRight = client.MayGetToken && secrets.Contains(credentials.ClientSecret);
        return new(credentials.ClientId, isRight, basic is null && request.Uri.Query.Length == 0 && !body.StartsWith('{'));
    }

    private IEnumerable<(Credentials Credentials, bool MayGetToken)> Clients()
    {
        yield return (Settings.Credentials, true);
        if (Settings.SpecialCharacters is { } special)
        {
            yield return (special, true);
        }

        if (Settings.ShortLived is { } shortLived)
        {
            yield return (shortLived, true);
        }

        if (Settings.WithoutGrant is { } withoutGrant)
        {
            yield return (withoutGrant, false);
        }
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string form) => form
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .Select(pair => (WebUtility.UrlDecode(pair[0]), WebUtility.UrlDecode(pair[1])));

    private static IEnumerable<(string Name, string Value)> Members(string body)
    {
        try
        {
            return body.StartsWith('{') && JsonNode.Parse(body) is JsonObject members
                ? [.. members.Select(member => (member.Key, member.Value?.ToString() ?? ""))]
                : [];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }

    private static (string Name, string Value)? Basic(string header)
    {
        const string Scheme = "Basic ";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var id, var secret]
            ? (WebUtility.UrlDecode(id), WebUtility.UrlDecode(secret))
            : null;
    }

    private sealed record Presentation(string ClientId, bool IsRight, bool IsUsualForm);
}

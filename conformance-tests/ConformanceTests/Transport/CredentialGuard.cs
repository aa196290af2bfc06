using System.Globalization;
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
    private readonly Lock _lock = new();
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private bool _hasReplied;
    private volatile string? _lockedOut;

    private TargetSettings Settings => target.Settings;

    private RunBudget Budget => budget;

    // Before a request: a wrong secret of a real client uses the budget up. All requests in flight may be refused, so no more of them
    // are in flight than the budget has left; one is always allowed. Before the first reply there is one, which may be sent twice.
    public async Task<Admission> EnterAsync(WireRequest request, CancellationToken cancellation)
    {
        if (Presented(request) is not { } presented)
        {
            return new(this, null);
        }

        while (true)
        {
            Task ended;
            lock (_lock)
            {
                ThrowIfLockedOut();
                var left = (budget.BadCredentialsLeft ?? int.MaxValue) - (presented.IsRight ? 0 : 1);
                if (_inFlight == 0 || (_hasReplied && _inFlight < left))
                {
                    if (!presented.IsRight)
                    {
                        budget.TakeBadCredentialAttempt();
                    }

                    _inFlight++;
                    return new(this, presented);
                }

                ended = _ended.Task;
            }

            await ended.WaitAsync(cancellation);
        }
    }

    private void Leave(bool hasReplied)
    {
        lock (_lock)
        {
            _hasReplied |= hasReplied;
            _inFlight--;
            _ended.SetResult();
            _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void ThrowIfLockedOut()
    {
        if (_lockedOut is { } reason)
        {
            throw new PrerequisiteException(new(
                Outcome.Blocked,
                "a token request",
                reason,
                "the suite sends no more token requests for this client; it may be locked out"));
        }
    }

    // A right secret that is refused looks like a client that is locked out.
    private void CountRefusal(Presentation presented, string what)
    {
        if (budget.CountRefusal())
        {
            _lockedOut = $"the deployment refuses the client {presented.ClientId} with its right secret: {what}, "
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

    // What a request shows; disposed when its reply is there.
    internal sealed class Admission(CredentialGuard guard, Presentation? presented) : IDisposable
    {
        private bool _isRepeated;
        private bool _hasReplied;

        // Before the same request is sent again over another version of HTTP: the first one may have been refused without a reply.
        public void OnRepetition()
        {
            if (presented is null)
            {
                return;
            }

            _isRepeated = true;
            if (presented.IsRight)
            {
                guard.CountRefusal(presented, "no reply");
                guard.ThrowIfLockedOut();
            }
            else
            {
                guard.ThrowIfLockedOut();
                guard.Budget.TakeBadCredentialAttempt();
            }
        }

        public void OnReply(Exchange exchange)
        {
            if (presented is null)
            {
                return;
            }

            _hasReplied = exchange.Reply is not null;
            if (_isRepeated && exchange.Succeeded)
            {
                guard.Budget.ReturnBadCredentialAttempt();
            }
            else if (presented is { IsRight: true, IsUsualForm: true } && Refusal(exchange) is { } refusal)
            {
                guard.CountRefusal(presented, refusal);
            }
        }

        // A gateway may end the connection of a client that it does not let in.
        private static string? Refusal(Exchange exchange) => exchange switch
        {
            { Status: 401 } or { Status: >= 400 and < 500, ErrorCode: "invalid_client" } =>
                exchange.Status.ToString(CultureInfo.InvariantCulture),
            { Reply: null, Failure.Kind: FailureKind.ClosedEarly or FailureKind.Malformed or FailureKind.Timeout } => "no reply",
            _ => null,
        };

        public void Dispose()
        {
            if (presented is not null)
            {
                guard.Leave(_hasReplied);
            }
        }
    }

    internal sealed record Presentation(string ClientId, bool IsRight, bool IsUsualForm);
}

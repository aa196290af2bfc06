using System.Collections.Immutable;
using System.Reflection;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Transport;

/// <summary>
/// Sends all requests of a run: limits concurrency, enforces the budgets, honors <c>Retry-After</c>, and records every
/// exchange.
/// </summary>
public sealed class TargetTransport : IRequestSender, IDisposable
{
    private static readonly string Version = Assembly.GetExecutingAssembly()
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    // Longer ones are not sent, and reports do not show them: they are values of access_token.
    private const int MaxToken = 16 * 1024;

    private readonly TargetContract _target;
    private readonly RunNotes _notes;
    private readonly TimeProvider _time;
    private readonly string _userAgent;
    private readonly HttpWire _wire;
    private readonly SemaphoreSlim _concurrency;
    private readonly RunBudget _budget;
    private readonly RateLimitGuard _rateLimit;
    private readonly CredentialGuard _credentials;
    private readonly ExchangeRecorder _recorder = new();
    private readonly ReplyInspection _inspection = new();

    /// <summary>Prepares the connection; sends nothing yet.</summary>
    /// <param name="target">The deployment.</param>
    /// <param name="notes">Receives a line about each wait.</param>
    /// <param name="time">Measures and limits time.</param>
    /// <param name="runId">Names the run in each request's <c>User-Agent</c>.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="TargetException">A certificate of the settings cannot be used.</exception>
    public TargetTransport(TargetContract target, RunNotes notes, TimeProvider time, string runId, CancellationToken cancellation)
    {
        _target = target;
        _notes = notes;
        _time = time;
        _userAgent = $"partner-api-conformance/{Version} (+run {runId})";
        Cancellation = cancellation;
        _concurrency = new(target.Settings.Concurrency);
        _budget = new(target.Settings, time);
        _rateLimit = new(target.Settings, time, target.TokenAddress);
        _credentials = new(target, _budget);
        _wire = new(TargetConnection.Read(target.Settings), time);
        Replies = new(target.Contract);
        RegisterSecrets(target.Settings);
    }

    /// <summary>Ends the run.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Knows every secret of the run.</summary>
    public Redactor Redactor => _notes.Redactor;

    /// <summary>Every exchange so far, in the order of sending.</summary>
    public ImmutableArray<RecordedExchange> Exchanges => _recorder.Select(null, Redactor, () => _budget.IsTimeOver);

    /// <summary>Bytes of header fields and bodies that the run keeps for its reports.</summary>
    public long KeptBytes => _recorder.KeptBytes;

    /// <summary>What comparing the successful replies with the contract found so far.</summary>
    public ReplyComparison Replies { get; }

    /// <summary>Raw exchanges so far, for checks over a whole run; of long bodies the beginning.</summary>
    public ImmutableArray<Exchange> RawExchanges => _recorder.Raw;

    /// <summary>Some exchanges of the run.</summary>
    /// <param name="numbers">Their numbers.</param>
    /// <returns>The exchanges, as reports may show them.</returns>
    public ImmutableArray<RecordedExchange> Recorded(IEnumerable<int> numbers) =>
        _recorder.Select(numbers, Redactor, () => _budget.IsTimeOver);

    /// <summary>Ends a scenario that is about the API when the target has none.</summary>
    /// <exception cref="PrerequisiteException">The target is a token endpoint only.</exception>
    public void RequireApi()
    {
        if (_target.Settings.Surface == Surface.TokenEndpoint)
        {
            throw new PrerequisiteException(
                new(Outcome.NotApplicable, "a target with an API", "surface is tokenEndpoint: the target has no API"));
        }
    }

    /// <summary>The access token that was issued last; null when there is none.</summary>
    public string? NewestToken { get; private set; }

    /// <summary>How many requests with bad credentials the budget still allows; null for no limit.</summary>
    internal int? RemainingBadCredentialAttempts => _budget.BadCredentialsLeft is { } left ? Math.Max(0, left) : null;

    /// <inheritdoc/>
    public Task<Exchange> SendAsync(WireRequest request) => SendAsync(request, null);

    /// <summary>Sends a request of a scenario and records the exchange.</summary>
    /// <param name="request">The request; <c>Accept</c> and <c>User-Agent</c> are added.</param>
    /// <param name="scenario">The scenario; null for what happens before the scenarios.</param>
    /// <returns>The exchange, also when there was no reply.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="PrerequisiteException">
    /// A budget is used up, the target blocks the suite, or the request is for the API and the target is only a token endpoint.
    /// </exception>
    public async Task<Exchange> SendAsync(WireRequest request, ScenarioScope? scenario)
    {
        if (request.Uri.GetLeftPart(UriPartial.Path) != _target.TokenAddress.GetLeftPart(UriPartial.Path))
        {
            RequireApi();
        }

        await _concurrency.WaitAsync(Cancellation);
        try
        {
            var exchange = await SendOnceAsync(request, scenario);
            return _rateLimit.OnReply(exchange) is { } wait && _budget.TryWait(wait)
                ? await RetryAsync(request, scenario, exchange, wait)
                : exchange;
        }
        finally
        {
            _concurrency.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wire.Dispose();
        _concurrency.Dispose();
    }

    private async Task<Exchange> RetryAsync(WireRequest request, ScenarioScope? scenario, Exchange exchange, TimeSpan wait)
    {
        var refused = $"{exchange.Request.Method} {exchange.Request.Uri.AbsolutePath} got {exchange.Status}";
        _notes.Add($"{refused}; waiting {wait.TotalSeconds:0} s for Retry-After, then retrying once");
        await Task.Delay(wait, _time, Cancellation);
        return await SendOnceAsync(request, scenario);
    }

    private async Task<Exchange> SendOnceAsync(WireRequest request, ScenarioScope? scenario)
    {
        _rateLimit.ThrowIfClosed();
        using var admission = await _credentials.EnterAsync(request, Cancellation);
        _budget.TakeRequest();
        if (request.NeedsRawLines && _wire.IsHttp2Only)
        {
            throw new PrerequisiteException(new(
                Outcome.Untestable,
                "a connection with HTTP/1.1",
                "the deployment speaks HTTP/2 only, which has no header lines",
                "give the suite an address that speaks HTTP/1.1 as well"));
        }

        var exchange = _rateLimit.Classify(await _wire.SendAsync(WithRunHeaders(request), Cancellation, admission.OnRepetition));
        admission.OnReply(exchange);
        if (exchange.AccessToken is { Length: <= MaxToken } token)
        {
            NewestToken = token;
            Redactor.Add(new("access_token", token, "$ACCESS_TOKEN", SecretKinds.Token));
        }

        scenario?.RecordExchange(exchange);
        exchange = exchange with { Traits = _inspection.Inspect(exchange, ClientSecrets()) };
        Replies.Add(exchange);
        _recorder.Add(exchange, scenario?.Name ?? "before the scenarios");
        return exchange;
    }

    // Operators can find and allow the requests of the suite by its User-Agent.
    private WireRequest WithRunHeaders(WireRequest request) => request with
    {
        Headers = [.. request.Headers, new("Accept", "application/json"), new("User-Agent", _userAgent)],
    };

    private IEnumerable<string> ClientSecrets()
    {
        var settings = _target.Settings;
        return ((Credentials?[])[settings.Credentials, settings.SpecialCharacters, settings.WithoutGrant, settings.ShortLived])
            .Select(client => client?.ClientSecret)
            .OfType<string>()
            .Where(secret => secret.Length > 0);
    }

    private static string? ProxyPassword(Uri? proxy) =>
        proxy?.UserInfo.Split(':', 2) is [_, var password] ? Uri.UnescapeDataString(password) : null;

    private void RegisterSecrets(TargetSettings settings)
    {
        (string Name, string? Value, string Shell)[] secrets =
        [
            ("client_secret", settings.Credentials.ClientSecret, "$CLIENT_SECRET"),
            ("client_secret", settings.SpecialCharacters?.ClientSecret, "$SPECIAL_CLIENT_SECRET"),
            ("client_secret", settings.WithoutGrant?.ClientSecret, "$WITHOUT_GRANT_CLIENT_SECRET"),
            ("client_secret", settings.ShortLived?.ClientSecret, "$SHORT_LIVED_CLIENT_SECRET"),
            ("control_token", settings.ControlToken, "$CONTROL_TOKEN"),
            ("access_token", settings.ExpiredToken, "$EXPIRED_TOKEN"),
            ("access_token", settings.OtherAudienceToken, "$OTHER_AUDIENCE_TOKEN"),
            ("access_token", settings.OtherScopeToken, "$OTHER_SCOPE_TOKEN"),
            ("key", settings.ExpiredTokenKey, "$EXPIRED_TOKEN_KEY"),
            ("password", settings.ClientCertificatePassword, "$CLIENT_CERTIFICATE_PASSWORD"),
            ("password", ProxyPassword(settings.Proxy), "$PROXY_PASSWORD"),
        ];
        foreach (var (name, value, shell) in secrets)
        {
            if (value is { Length: > 0 })
            {
                Redactor.Add(new(name, value, shell, name == "access_token" ? SecretKinds.Token : SecretKinds.Secret));
            }
        }
    }
}

using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Diagnosis;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Metrics;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Persistence;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Engine;

/// <summary>The mock without the network: it answers requests that are passed as data.</summary>
public sealed class MockEngine : IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly RequestPipeline _pipeline;
    private readonly WebhookSender _sender;
    private readonly StateStore? _state;

    /// <summary>Creates an engine.</summary>
    /// <param name="options">How it is set up.</param>
    /// <exception cref="StateException">The state file cannot be used.</exception>
    public MockEngine(EngineOptions options)
    {
        _options = options;
        Contract = options.Contract ?? ContractFile.V1();
        Scope = options.Scope ?? Contract.Defaults.Scope;
        var validation = options.RequestorValidation ?? RequestorValidation.At(Contract.Defaults.RequestorCheckLevel) with
        {
            DeferInactive = [.. Contract.Defaults.DeferInactive],
        };
        Served = new(Contract, options.Policy, validation, Scope, options.Clock);
        var clients = options.Clients ?? ClientsFile.Embedded();
        var people = options.People ?? PeopleFile.Embedded();
        Client = clients[0];
        RequestorId = people[0].NaturalPersonId.ToString();
        _sender = new(options.WebhookHosts, options.WebhookTimeLimit);
        var seed = options.Seed ?? Random.Shared.NextInt64();
        var ids = new IdSource(seed);
        var journalLimits = new JournalLimits(options.JournalSize);
        var bodies = new FastBodyValidator(Contract.Schemas);
        var operations = new OperationHandler(Contract);
        var shared = new SharedServices(options.Clock, new(options.Lifecycles ?? LifecyclesFile.Embedded()), _sender)
        {
            Parts = [() => new SessionJournal(journalLimits), () => new ClientGrader()],
            Populate = new Population(Contract, bodies, operations).Fill,
        };
        Sessions = new(shared, clients, people, ids, validation);
        _state = options.StateFile is { } file ? StateStore.Open(file, Contract.Version, Sessions, options.ErrorLog) : null;
        Tokens = new(options.SigningKey ?? SigningKey.Random(), ids);
        RequestCounters = new(Contract);
        _pipeline = Pipeline(bodies, operations);
        // A session that was restored from a file has its objects already.
        Sessions.Default.Population = options.Population;
        if (Sessions.Default.Resources.Count == people.Length)
        {
            Sessions.Default.Populate();
        }
    }

    /// <summary>The contract.</summary>
    public Contract Contract { get; }

    /// <summary>The contract that the mock serves: the effective one.</summary>
    public ServedContract Served { get; }

    /// <summary>What the token endpoint does with <c>scope</c>.</summary>
    public ScopeRule Scope { get; }

    /// <summary>The client whose credentials are shown to users.</summary>
    public ApiClient Client { get; }

    /// <summary>The natural person whose id is shown to users.</summary>
    public string RequestorId { get; }

    /// <summary>All sessions.</summary>
    public SessionRegistry Sessions { get; }

    /// <summary>Counts requests since the start.</summary>
    public RequestCounters RequestCounters { get; }

    /// <summary>Counts deliveries of notifications since the start.</summary>
    public DeliveryCounters Deliveries => _sender.Counters;

    /// <summary>The port of this machine to which no notification goes; 0 for none.</summary>
    public int ForbiddenWebhookPort
    {
        get => _sender.ForbiddenPort;
        set => _sender.ForbiddenPort = value;
    }

    /// <summary>Links refusals to the journal; the host sets the address of the control API.</summary>
    public ExchangeLinks Links { get; } = new();

    internal AccessTokens Tokens { get; }

    /// <summary>Answers a request and sends the reply.</summary>
    /// <param name="request">The request.</param>
    /// <param name="writer">Sends the reply.</param>
    /// <returns>A task that ends when the reply was sent.</returns>
    public ValueTask AnswerAsync(ApiRequest request, IReplyWriter writer) => _options.Intercept is { } intercept
        ? writer.WriteAsync(intercept(request, _pipeline.Answer))
        : _pipeline.AnswerAsync(request, writer);

    /// <summary>Answers a request without a connection.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The reply.</returns>
    public ApiReply Answer(ApiRequest request) => _options.Intercept is { } intercept
        ? intercept(request, _pipeline.Answer)
        : _pipeline.Answer(request);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var session in Sessions.All)
        {
            session.Dispose();
        }

        _sender.Dispose();
        if (_state is not null)
        {
            await _state.DisposeAsync();
        }
    }

    private RequestPipeline Pipeline(IBodyValidator bodies, OperationHandler operations)
    {
        var rules = _options.CheckReferences ? _options.CommandRules : _options.CommandRules.WithoutReferences();
        rules = _options.InferredChecks ? rules : rules.WithoutInferred();
        rules = _options.LifecycleChecks == LifecycleChecks.Enforce ? rules.Add(Readiness.Rule) : rules;
        var explainer = new Explainer(
            Contract,
            [.. _options.TokenRules.Select(rule => rule.Requirement)],
            [.. rules.Select(rule => rule.Requirement)]);
        return new(
            new RouteStage(new RouteTable(Contract.Operations)),
            new AuthenticateStage(Sessions, Tokens, Scope),
            new ResolveSessionStage(Sessions),
            new AdvanceTimeStage(),
            new ValidateStage(Contract, bodies, _options.Policy, _options.TokenRules, rules),
            new InjectFaultStage(),
            new ExecuteStage(
                new TokenIssuer(Tokens), operations, rules, new RefusalReplies(_options.Explain),
                _options.LifecycleChecks != LifecycleChecks.Off),
            new RecordStage(RequestCounters, [new ExchangeRecorder(explainer, _options.Clock, Links)]));
    }
}

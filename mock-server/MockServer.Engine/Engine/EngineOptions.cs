using System.Collections.Immutable;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Lifecycles;
using PartnerApi.Fixtures.People;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Engine;

/// <summary>The options of an engine. Every member has a default; the defaults follow the guide.</summary>
public record EngineOptions
{
    /// <summary>The contract. Default: v1.</summary>
    public Contract? Contract { get; init; }

    /// <summary>The clients. Default: those of <c>clients.json</c>; the first one is shown to users.</summary>
    public ImmutableArray<ApiClient>? Clients { get; init; }

    /// <summary>The people that exist from the start. Default: those of <c>people.json</c>.</summary>
    public ImmutableArray<Person>? People { get; init; }

    /// <summary>The lifecycles of objects. Default: <c>lifecycles.json</c>.</summary>
    public ImmutableArray<Lifecycle>? Lifecycles { get; init; }

    /// <summary>Whether ids in a body must name objects that exist. Default: yes.</summary>
    public bool CheckReferences { get; init; } = true;

    /// <summary>Whether bodies are checked for contradictions that the reference does not name. Default: yes.</summary>
    public bool InferredChecks { get; init; } = true;

    /// <summary>What happens when a client does not wait until an object is ready. Default: a warning.</summary>
    public LifecycleChecks LifecycleChecks { get; init; } = LifecycleChecks.Warn;

    /// <summary>
    /// What the default session contains at the start and after a reset, generated from <see cref="Seed"/>. Default: nothing.
    /// </summary>
    public PopulationSize Population { get; init; } = PopulationSize.None;

    /// <summary>Additional hosts that may receive notifications. Default: none, only this machine.</summary>
    public WebhookHosts WebhookHosts { get; init; } = WebhookHosts.Loopback;

    /// <summary>
    /// How long the receiver of a notification may take to answer, by the machine's clock; above zero. Default: 5 seconds.
    /// </summary>
    public TimeSpan WebhookTimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Which column of the contract says who needs <c>Requestor-ID</c>. Default: the guide's.</summary>
    public RequestorPolicy Policy { get; init; } = RequestorPolicy.Guide;

    /// <summary>How far requestors are checked at the start; null for what the contract says.</summary>
    public RequestorValidation? RequestorValidation { get; init; }

    /// <summary>What the token endpoint does with <c>scope</c>; null for what the contract says.</summary>
    public ScopeRule? Scope { get; init; }

    /// <summary>Reasons to refuse a token request, in order.</summary>
    public ImmutableArray<Rule<TokenRequest>> TokenRules { get; init; } = Token.TokenRules.All;

    /// <summary>Reasons to refuse any other request, in order.</summary>
    public ImmutableArray<Rule<CommandRequest>> CommandRules { get; init; } = Operations.CommandRules.All;

    /// <summary>Runs before the pipeline and may change or replace request and reply. Default: none.</summary>
    public Func<ApiRequest, Func<ApiRequest, ApiReply>, ApiReply>? Intercept { get; init; }

    /// <summary>Whether refusals contain an explanation. Default: yes.</summary>
    public bool Explain { get; init; } = true;

    /// <summary>Signs the tokens. Default: a new random key, so tokens end with the mock.</summary>
    public SigningKey? SigningKey { get; init; }

    /// <summary>File that keeps the sessions over a restart; null for none. Tokens last as long as <see cref="SigningKey"/>.</summary>
    public string? StateFile { get; init; }

    /// <summary>Seed of all ids; null for a random one.</summary>
    public long? Seed { get; init; }

    /// <summary>The most exchanges that the journal of each session keeps, 0 to 100,000; 0 switches it off. Default: 1,000.</summary>
    public int JournalSize { get; init; } = JournalLimits.Default;

    /// <summary>Receives internal errors of the mock. Default: standard error.</summary>
    public TextWriter ErrorLog { get; init; } = Console.Error;

    /// <summary>The clock that the sessions follow until they are moved. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

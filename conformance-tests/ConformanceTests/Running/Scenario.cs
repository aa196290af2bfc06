using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

/// <summary>What scenarios are written with. Each scenario has an instance of its own, which is given its context before it runs.</summary>
public abstract class Scenario
{
    private ScenarioContext? _context;

    /// <summary>The deployment, with its settings.</summary>
    protected TargetSettings Settings => Run.Settings;

    /// <summary>The deployment's contract and addresses.</summary>
    protected TargetContract Target => Run.Target;

    /// <summary>The run that the scenario belongs to.</summary>
    protected RunContext Run => Context.Run;

    /// <summary>A request that must get a token.</summary>
    protected TokenForm Good => TokenForm.Good(Target);

    internal ScenarioContext Context
    {
        get => _context ?? throw new InvalidOperationException("the scenario was started without its context");
        set => _context = value;
    }

    /// <summary>Begins a check; the scenario ends it with one of its methods.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <param name="aspect">Which of several checks of the requirement; null when there is only one.</param>
    /// <returns>The check.</returns>
    protected Check Check(string requirement, string? aspect = null) => Context.Scope.Check(requirement, aspect);

    /// <summary>Sends a token request.</summary>
    /// <param name="form">The request.</param>
    /// <returns>What came.</returns>
    protected Task<Exchange> Token(TokenForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return Context.SendAsync(form.Build(Target));
    }

    /// <summary>Sends a token request whose credentials are meant to be refused; a real deployment grants few of them.</summary>
    /// <param name="form">The request.</param>
    /// <returns>What came.</returns>
    /// <exception cref="PrerequisiteException">The budget of bad credentials is spent.</exception>
    protected Task<Exchange> BadToken(TokenForm form)
    {
        Run.Transport.TakeBadCredentialAttempt();
        return Token(form);
    }

    /// <summary>Sends a request to the API.</summary>
    /// <param name="call">The request.</param>
    /// <returns>What came.</returns>
    protected Task<Exchange> Send(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Send(call.Build(Target));
    }

    /// <summary>Sends a request as it stands.</summary>
    /// <param name="request">The request.</param>
    /// <returns>What came.</returns>
    protected Task<Exchange> Send(WireRequest request) => Context.SendAsync(request);

    /// <summary>The control of a token request: it differs from the negative by one thing, and must get a token.</summary>
    /// <param name="form">The request.</param>
    /// <returns>What came. When it is no token, the negatives of this scenario are untestable.</returns>
    protected async Task<Exchange> Control(TokenForm form)
    {
        var reply = await Token(form);
        var hasToken = reply is { Succeeded: true, AccessToken.Length: > 0 };
        return Control(reply, hasToken, "the control, a good token request, gets a token");
    }

    /// <summary>The control of a request to the API: it differs from the negative by one thing.</summary>
    /// <param name="call">The request.</param>
    /// <returns>
    /// What came. When it is a refusal, the negatives of this scenario are untestable: what may be carried out must
    /// succeed, and what is tried on nonexistent ids must at least get past the checks of token and requestor.
    /// </returns>
    protected async Task<Exchange> Control(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var reply = await Send(call);
        if (Settings.MayCarryOut(call.Operation) && !call.TargetsNonexistentResource)
        {
            return Control(reply, reply.Succeeded, $"the control, a good {call.Operation.Id}, succeeds");
        }

        var passed = reply is { Failure: null, Status: < 500 and not 401 and not 403 };
        return Control(reply, passed, $"the control, a good {call.Operation.Id} about nonexistent ids, gets past token and requestor");
    }

    /// <summary>Records whether a control held.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="holds">Whether it is what a control must be.</param>
    /// <param name="expected">What that is.</param>
    /// <returns>The reply.</returns>
    protected Exchange Control(Exchange reply, bool holds, string expected)
    {
        if (!holds)
        {
            Context.Scope.FailControl(Judgement.Unmet(
                reply, expected, "the control was refused, so a refusal proves nothing; see what refuses it first"));
        }

        return reply;
    }

    /// <summary>Ends the scenario when the target has no API.</summary>
    /// <exception cref="PrerequisiteException">The target is a token endpoint only.</exception>
    protected void RequireApi() => Run.Transport.RequireApi();

    /// <summary>A token that works.</summary>
    /// <returns>The run's shared token.</returns>
    /// <exception cref="PrerequisiteException">The target gave none.</exception>
    protected Task<string> GoodToken() => Run.Tokens.GetSharedAsync(Context);

    /// <summary>A good request to an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The request.</returns>
    protected Task<ApiCall> GoodCall(Operation operation) => Run.Objects.GoodCallAsync(Context, operation);

    /// <summary>The same request once more: what must be unique in its body is new.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The request, ready to be sent again.</returns>
    protected ApiCall Again(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call with { Body = Run.Objects.Fresh(call.Body) };
    }

    /// <summary>A good command that needs a requestor and a body: the first of the contract that can also be tried on nonexistent ids.</summary>
    /// <returns>The request.</returns>
    protected Task<ApiCall> AnyCommand() => GoodCall(Target.AnyCommand);

    /// <summary>A good request that changes nothing: the first query of the contract that needs no id.</summary>
    /// <returns>The request.</returns>
    /// <exception cref="PrerequisiteException">The contract has no such query.</exception>
    protected Task<ApiCall> AnyCall() => GoodCall(Target.AnyQuery);
}

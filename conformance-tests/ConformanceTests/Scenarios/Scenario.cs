using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Requests;
using PartnerApi.Conformance.Runs;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>What scenarios are written with.</summary>
public abstract class Scenario
{
    /// <summary>The deployment under test.</summary>
    protected static Target Target => CurrentRun.Target;

    /// <summary>A request that must get a token.</summary>
    protected static TokenForm Good => TokenForm.Good(Target);

    /// <summary>Begins a check; the scenario ends it with one of its methods.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <param name="aspect">Which of several checks of the requirement; null when there is only one.</param>
    /// <returns>The check.</returns>
    protected static Check Check(string requirement, string? aspect = null) =>
        new(ScenarioScope.Current, requirement, aspect, Target.Allowances(requirement));

    /// <summary>Sends a token request.</summary>
    /// <param name="form">The request.</param>
    /// <returns>What came.</returns>
    protected static Task<Exchange> Token(TokenForm form) => Target.SendAsync(form.On(Target));

    /// <summary>Sends a token request whose credentials are meant to be refused; a real deployment grants few of them.</summary>
    /// <param name="form">The request.</param>
    /// <returns>What came.</returns>
    /// <exception cref="PrerequisiteException">The budget of bad credentials is spent.</exception>
    protected static Task<Exchange> BadToken(TokenForm form) => Target.BadCredentials.TryTake()
        ? Token(form)
        : throw new PrerequisiteException(new(
            Outcome.Untestable, "an attempt with bad credentials", $"all {Target.Settings.BadCredentialBudget} attempts of this run are spent", "raise badCredentialBudget if the deployment does not lock clients out so soon"));

    /// <summary>Sends a request to the API.</summary>
    /// <param name="call">The request.</param>
    /// <returns>What came.</returns>
    protected static Task<Exchange> Send(ApiCall call) => Target.SendAsync(call.On(Target));

    /// <summary>The control of a token request: it differs from the negative by one thing, and must get a token.</summary>
    /// <param name="form">The request.</param>
    /// <returns>What came. When it is no token, the negatives of this scenario are untestable.</returns>
    protected static async Task<Exchange> Control(TokenForm form)
    {
        var reply = await Token(form);
        return Control(reply, reply is { Succeeded: true, AccessToken.Length: > 0 }, "the control, a good token request, gets a token");
    }

    /// <summary>The control of a request to the API: it differs from the negative by one thing.</summary>
    /// <param name="call">The request.</param>
    /// <returns>
    /// What came. When it is a refusal, the negatives of this scenario are untestable: what may be carried out must
    /// succeed, and what is tried on ghosts must at least get past the checks of token and requestor.
    /// </returns>
    protected static async Task<Exchange> Control(ApiCall call)
    {
        var reply = await Send(call);
        return Target.Settings.MayCarryOut(call.Operation) && !call.IsAboutGhosts
            ? Control(reply, reply.Succeeded, $"the control, a good {call.Operation.Id}, succeeds")
            : Control(reply, reply is { Failure: null, Status: < 500 and not 401 and not 403 }, $"the control, a good {call.Operation.Id} about ghosts, gets past token and requestor");
    }

    /// <summary>Notes whether a control held.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="holds">Whether it is what a control must be.</param>
    /// <param name="expected">What that is.</param>
    /// <returns>The reply.</returns>
    protected static Exchange Control(Exchange reply, bool holds, string expected)
    {
        if (!holds)
        {
            ScenarioScope.Current.Spoil(Judgement.Obstacle(reply, expected) is { Outcome: Outcome.Blocked } blocked
                ? blocked
                : new(Outcome.Untestable, expected, reply.Summary(), "the control was refused, so a refusal proves nothing; see what refuses it first", reply.Number));
        }

        return reply;
    }

    /// <summary>A good request to an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The request.</returns>
    protected static Task<ApiCall> GoodCall(Operation operation) => Target.Resources.GoodCallAsync(operation);

    /// <summary>The same request once more: what must be unique in its body is new.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The request, ready to be sent again.</returns>
    protected static ApiCall Again(ApiCall call) => call with { Body = Target.Resources.Fresh(call.Body) };

    /// <summary>A good command that needs a requestor and a body: the first of the contract that can also be tried on ghosts.</summary>
    /// <returns>The request.</returns>
    protected static Task<ApiCall> AnyCommand() => GoodCall(Target.AnyCommand);

    /// <summary>A good request that changes nothing: the first query of the contract that needs no id.</summary>
    /// <returns>The request.</returns>
    /// <exception cref="PrerequisiteException">The contract has no such query.</exception>
    protected static Task<ApiCall> AnyCall() => GoodCall(Target.AnyQuery);
}

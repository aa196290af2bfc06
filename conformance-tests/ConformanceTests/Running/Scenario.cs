using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Running;

/// <summary>The base class of scenarios. Each scenario runs in a separate instance, which gets its context first.</summary>
public abstract class Scenario
{
    /// <summary>Why no secret with special characters is tested.</summary>
    protected const string NoSpecialCharacters =
        "there is no client with such a secret; to test it, name one in specialCharacters of the target file whose secret has characters "
        + "such as + % & = : and a blank";

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
        get => _context ?? throw new InvalidOperationException("the scenario has no context");
        set => _context = value;
    }

    /// <summary>Starts a check; the scenario ends it with one of its methods.</summary>
    /// <param name="requirement">The requirement's id.</param>
    /// <param name="aspect">Which of several checks of the requirement; null when there is only one.</param>
    /// <returns>The check.</returns>
    protected Check Check(string requirement, string? aspect = null) => Context.Scope.Check(requirement, aspect);

    /// <summary>Sends a token request.</summary>
    /// <param name="form">The request.</param>
    /// <returns>The exchange.</returns>
    protected Task<Exchange> Token(TokenForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return Context.SendAsync(form.Build(Target));
    }

    /// <summary>Sends a request to the API.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The exchange.</returns>
    protected Task<Exchange> Send(ApiCall call) => Context.SendAsync(call);

    /// <summary>Sends a request unchanged.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The exchange.</returns>
    protected Task<Exchange> Send(WireRequest request) => Context.SendAsync(request);

    /// <summary>Sends the control of a token request: the same request without the fault. It must get a token.</summary>
    /// <param name="form">The request.</param>
    /// <returns>The exchange. Without a token the negative checks of this scenario are untestable.</returns>
    protected async Task<Exchange> Control(TokenForm form)
    {
        var reply = await Token(form);
        var hasToken = reply is { Succeeded: true, AccessToken.Length: > 0 };
        return Control(reply, hasToken, "the control, a valid token request, gets a token");
    }

    /// <summary>Sends the control of an API request: the same request without the fault.</summary>
    /// <param name="call">The request.</param>
    /// <returns>
    /// The exchange. If it is refused, the negative checks of this scenario are untestable: an operation that may be executed must
    /// succeed; one that targets nonexistent ids must at least pass the checks of token and requestor.
    /// </returns>
    protected async Task<Exchange> Control(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var reply = await Send(call);
        if (Settings.MayExecute(call.Operation) && !call.TargetsNonexistentResource)
        {
            return Control(reply, reply.Succeeded, $"the control, a valid {call.Operation.Id}, succeeds");
        }

        var passed = reply is { Failure: null, Status: < 500 and not 401 and not 403 };
        return Control(
            reply,
            passed,
            $"the control, a valid {call.Operation.Id} with nonexistent ids, passes the checks of token and requestor");
    }

    /// <summary>Records whether a control passed.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="holds">Whether it passed.</param>
    /// <param name="expected">What the control must do.</param>
    /// <returns>The reply.</returns>
    protected Exchange Control(Exchange reply, bool holds, string expected)
    {
        if (holds)
        {
            Context.Scope.PassControl(reply);
        }
        else
        {
            Context.Scope.FailControl(Judgement.Unmet(
                reply, expected, "the control was refused, so a refusal proves nothing; fix the refusal of the control first"));
        }

        return reply;
    }

    /// <summary>
    /// Sends a request as a control, and with one fault. A control that is refused, as requests with nonexistent ids are, is sent again
    /// after the fault: what two equal requests do not share is masked. Where chance can explain what separates the two, both are repeated.
    /// </summary>
    /// <param name="good">The request without the fault.</param>
    /// <param name="fault">Adds the fault.</param>
    /// <param name="subject">What a refusal may name, such as <c>Requestor-ID</c>; null when a name is no evidence.</param>
    /// <returns>Both, to be compared.</returns>
    protected async Task<Contrast> Contrast(ApiCall good, Func<ApiCall, ApiCall> fault, string? subject = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var control = await Control(good);
        var contrast = new Contrast([control], [await Send(fault(await Renewed(good)))], subject);
        if (control.Succeeded || contrast.Reply.Succeeded || Context.Scope.FailedControl is not null)
        {
            return contrast;
        }

        return await Repeated(contrast with { Controls = [.. contrast.Controls, await Control(await Renewed(good))] }, good, fault);
    }

    /// <summary>Repeats both requests of a contrast where chance can explain what separates them.</summary>
    /// <param name="contrast">The contrast so far.</param>
    /// <param name="good">The request without the fault.</param>
    /// <param name="fault">Adds the fault.</param>
    /// <returns>The contrast with all replies.</returns>
    protected Task<Contrast> Repeated(Contrast contrast, ApiCall good, Func<ApiCall, ApiCall> fault)
    {
        ArgumentNullException.ThrowIfNull(contrast);
        ArgumentNullException.ThrowIfNull(fault);
        return contrast.RepeatAsync(
            Run.Statuses, async () => await Control(await Renewed(good)), async () => await Send(fault(await Renewed(good))));
    }

    /// <summary>A valid command next to the same command without <c>Requestor-ID</c>.</summary>
    /// <param name="good">The command.</param>
    /// <returns>Both, to be compared.</returns>
    protected Task<Contrast> ContrastWithoutRequestor(ApiCall good) =>
        Contrast(good, WithoutRequestor, ApiCall.RequestorHeader);

    /// <summary>The same command without <c>Requestor-ID</c>.</summary>
    /// <param name="call">The command.</param>
    /// <returns>The command without the header.</returns>
    protected static ApiCall WithoutRequestor(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call with { Requestor = null };
    }

    /// <summary>Ends the scenario when the target has no API.</summary>
    /// <exception cref="PrerequisiteException">The target is a token endpoint only.</exception>
    protected void RequireApi() => Run.Transport.RequireApi();

    /// <summary>A valid token.</summary>
    /// <returns>The run's shared token.</returns>
    /// <exception cref="PrerequisiteException">The target issued none.</exception>
    protected Task<string> GoodToken() => Run.Tokens.GetSharedAsync(Context);

    /// <summary>A valid request to an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The request.</returns>
    protected Task<ApiCall> GoodCall(Operation operation) => Run.Objects.GoodCallAsync(Context, operation);

    /// <summary>The same request with new unique values, and about another object where it ends the one that it is about.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The request, ready to be sent again.</returns>
    protected Task<ApiCall> Renewed(ApiCall call) => Run.Objects.AgainAsync(Context, call);

    /// <summary>
    /// A valid command that requires a requestor and a body: the first of the contract that also works with nonexistent ids.
    /// </summary>
    /// <returns>The request.</returns>
    protected Task<ApiCall> AnyCommand() => GoodCall(Target.AnyCommand);

    /// <summary>A valid request that changes nothing: the first query of the contract without an id.</summary>
    /// <returns>The request.</returns>
    /// <exception cref="PrerequisiteException">The contract has no such query.</exception>
    protected Task<ApiCall> AnyCall() => GoodCall(Target.AnyQuery);
}

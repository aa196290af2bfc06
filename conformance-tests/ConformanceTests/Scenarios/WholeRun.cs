using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>
/// Rules for every reply of a run: each is checked on all replies so far, including the refusals of this scenario.
/// Runs after the others, alone.
/// </summary>
[NonParallelizable, Order(int.MaxValue)]
public sealed class WholeRun : Scenario
{
    [Test, Verifies("S1.confidential")]
    public async Task No_reply_holds_the_client_secret()
    {
        var seen = await SeenWithRefusals();

        var offender = seen.FirstOrDefault(reply => reply.Traits.HoldsClientSecret);
        Check("S1.confidential").Found(
            offender ?? seen[^1], offender is null, "no reply with the client_secret in it", offender is null
                ? $"none of {seen.Length}"
                : "a reply contains the client_secret");
    }

    [Test, Verifies("RFC9110-15.5.no_leak")]
    public async Task No_reply_exposes_server_internals()
    {
        var seen = await SeenWithRefusals();

        var offender = seen.FirstOrDefault(reply => reply.Status >= 400 && Leak(reply) is not null);
        Check("RFC9110-15.5.no_leak").Found(
            offender ?? seen[^1], offender is null, "errors without credentials or stack traces", offender is null
                ? $"none in {seen.Length} replies"
                : Leak(offender)!);
    }

    [Test, Verifies("RFC9700-4.9.token_secrecy")]
    public async Task No_reply_of_the_API_repeats_the_token()
    {
        var seen = await SeenWithRefusals();

        var offender = seen.FirstOrDefault(reply => reply.Traits.HoldsPresentedToken);
        Check("RFC9700-4.9.token_secrecy").Found(
            offender ?? seen[^1], offender is null, "no reply with the presented token in it", offender is null
                ? $"none of {seen.Length}"
                : "a reply contains the token");
    }

    [Test, Verifies("RFC9110-11.6.1.challenge_on_401")]
    public async Task Every_401_carries_a_challenge()
    {
        var seen = (await SeenWithRefusals()).Where(reply => reply.Status == 401).ToImmutableArray();
        if (seen.IsEmpty)
        {
            Check("RFC9110-11.6.1.challenge_on_401").NotApplicable("the target answered nothing with 401");
            return;
        }

        var offender = seen.FirstOrDefault(reply => reply.Challenges is not { Challenges.IsEmpty: false, Problem: null });
        Check("RFC9110-11.6.1.challenge_on_401").Found(
            offender ?? seen[^1], offender is null, "WWW-Authenticate with at least one well-formed challenge", offender is null
                ? $"all of {seen.Length}"
                : offender.ShowHeader("WWW-Authenticate"));
    }

    // A full run has called every query by now; when this scenario runs alone, a query is called here.
    [ForEachOperation(OperationSet.Api), Verifies(ReplyComparison.Status, ReplyComparison.MediaType, ReplyComparison.Schema)]
    public async Task Successful_replies_are_as_the_contract_declares(Operation operation)
    {
        var replies = Run.Transport.Replies;
        if (operation is { Kind: OperationKind.Query, SideEffect: false } && replies.Worst(ReplyComparison.Status, operation.Id) is null)
        {
            await Send(await GoodCall(operation));
        }

        foreach (var requirement in (string[])[ReplyComparison.Status, ReplyComparison.MediaType, ReplyComparison.Schema])
        {
            if (replies.Worst(requirement, operation.Id) is { } worst)
            {
                Check(requirement).RestingOn(worst.Basis).Found(worst.Finding);
            }
            else
            {
                Check(requirement).NotApplicable(requirement == ReplyComparison.Schema && operation.ResponseSchema is null
                    ? "the contract declares no JSON body for a success of this operation"
                    : "this operation had no successful reply in this run");
            }
        }
    }

    [Test, Verifies("RFC9110-10.2.3.retry_after")]
    public void Retry_After_can_be_read()
    {
        var seen = Run.Transport.RawExchanges.Where(
            reply => reply.Status is 429 or 503 && reply.Header("Retry-After") is not null).ToImmutableArray();
        if (seen.IsEmpty)
        {
            Check("RFC9110-10.2.3.retry_after").NotApplicable("no 429 or 503 with Retry-After came");
            return;
        }

        var offender = seen.FirstOrDefault(reply => !IsRetryAfter(reply.Header("Retry-After")!));
        Check("RFC9110-10.2.3.retry_after").Found(
            offender ?? seen[^1], offender is null, "a date or a whole number of seconds", (
                offender ?? seen[^1]).ShowHeader("Retry-After"));
    }

    [Test, Verifies("RFC9457-3.problem")]
    public async Task Problem_details_are_well_formed()
    {
        var seen = (await SeenWithRefusals()).Where(
            reply => reply.MediaType == "application/problem+json" && reply.Status < 500).ToImmutableArray();
        if (seen.IsEmpty)
        {
            Check("RFC9457-3.problem").NotApplicable("no error came as application/problem+json");
            return;
        }

        var offender = seen.FirstOrDefault(reply => ProblemFault(reply) is not null);
        Check("RFC9457-3.problem").Found(
            offender
                ?? seen[^1], offender is null, "an object with members of the right types, and the reply's own status", offender is null
                ? $"all of {seen.Length}"
                : ProblemFault(offender)!);
    }

    // One refusal of each kind, so that a run of this scenario alone looks at something.
    private async Task<ImmutableArray<Exchange>> SeenWithRefusals()
    {
        await Control(Good);
        await Token(Good with { GrantType = "urn:example:grant-type:unregistered" });
        if (Settings.Surface == Surface.Everything)
        {
            await RefusalsOfTheApi();
        }

        return [.. Run.Transport.RawExchanges.Where(exchange => exchange.Reply is not null)];
    }

    private async Task RefusalsOfTheApi()
    {
        var good = await AnyCommand();
        await Control(good);
        await Send(good with { Authorization = null });
        await Send(good with { Authorization = "Bearer not-a-token" });
        await Send(good with { Requestor = null });
        await Send(good with { RawBody = "{"u8.ToArray() });
    }

    private static string? Leak(Exchange reply) => reply.Traits switch
    {
        { StackTraceMark: { } mark } => $"the body looks like a stack trace: it holds \"{mark}\"",
        { HoldsClientSecret: true } => "the reply repeats the client_secret",
        _ => null,
    };

    private static bool IsRetryAfter(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        || DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string? ProblemFault(Exchange reply)
    {
        if (reply.Json.Root is not { ValueKind: JsonValueKind.Object })
        {
            return reply.Json.Problem ?? "no object";
        }

        var wrong = ((string[])["type", "title", "detail", "instance"]).FirstOrDefault(
            name => reply.Json.Member(name) is { ValueKind: not JsonValueKind.String });
        return wrong is not null ? $"{wrong} is no text"
            : reply.Json.Member("status") is { } status && !(status.ValueKind == JsonValueKind.Number && status.GetDouble() == reply.Status)
            ? $"status {status.GetRawText()} in a reply with {reply.Status}"
            : null;
    }
}

using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Wire;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>RFC 6749, sections 3.2, 4.4.3 and 5.1, and neighbours: what a reply with a token looks like.</summary>
public sealed class Rfc6749_TokenReply : Scenario
{
    private const int OneHour = 3600;

    [Test, Verifies("RFC6749-3.2.repeated_member")]
    public async Task No_member_of_the_reply_stands_there_twice()
    {
        var reply = await ReplyWithToken();

        Check("RFC6749-3.2.repeated_member").Holds(
            reply, reply.Json.Duplicates.IsEmpty, "each member once", reply.Json.Duplicates is { IsEmpty: false } twice
                ? "twice: " + string.Join(", ", twice)
                : "each member once");
    }

    [Test, Verifies("RFC6749-5.1.no_store")]
    public async Task A_reply_with_a_token_is_not_kept_by_caches()
    {
        var reply = await ReplyWithToken();

        Check("RFC6749-5.1.no_store").Holds(
            reply,
            reply.HasDirective("Cache-Control", "no-store"),
            "Cache-Control: no-store",
            reply.ShowHeader("Cache-Control"));
    }

    [Test, Verifies("RFC6749-5.1.pragma")]
    public async Task A_reply_with_a_token_has_Pragma_no_cache()
    {
        var reply = await ReplyWithToken();

        Check("RFC6749-5.1.pragma").Holds(reply, reply.HasDirective("Pragma", "no-cache"), "Pragma: no-cache", reply.ShowHeader("Pragma"));
    }

    [Test, Verifies("RFC6749-4.4.3.refresh_token")]
    public async Task The_reply_holds_no_refresh_token()
    {
        var reply = await ReplyWithToken();

        Check("RFC6749-4.4.3.refresh_token").Holds(
            reply, reply.Json.Member("refresh_token") is null, "no member refresh_token", $"refresh_token {reply.Show("refresh_token")}");
    }

    [Test, Verifies("RFC6750-5.3.short_life")]
    public async Task A_token_lives_for_an_hour_or_less()
    {
        var reply = await ReplyWithToken();

        Check("RFC6750-5.3.short_life").Holds(
            reply,
            reply.Json.Member("expires_in") is not { ValueKind: JsonValueKind.Number } number || number.GetDouble() <= OneHour,
            $"expires_in up to {OneHour}",
            $"expires_in {reply.Show("expires_in")}");
    }

    [Test, Verifies("OAUTH21-3.2.3.early_death")]
    public async Task Whether_a_new_token_is_valid_is_recorded()
    {
        var reply = await Send(await AnyCall());
        if (Run.Tokens.AreEndedByNewOnes)
        {
            Check("OAUTH21-3.2.3.early_death").Tolerates(
                reply,
                "tokens that live as long as announced",
                "a new token ends the earlier one of the same client",
                "clients with several instances must share one token; the run executed one scenario at a time");
            return;
        }

        Check("OAUTH21-3.2.3.early_death").Observes(
            reply, reply.Status == 401 ? "a token died before its announced time" : "no token died before its announced time");
    }

    private async Task<Exchange> ReplyWithToken() => await Control(Good);
}

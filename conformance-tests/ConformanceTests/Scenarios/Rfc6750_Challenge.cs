using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>RFC 6750, section 3: what a refusal without a valid token says in WWW-Authenticate.</summary>
public sealed class Rfc6750_Challenge : Scenario
{
    private static readonly string[] OnceOnly = ["realm", "scope", "error", "error_description", "error_uri"];

    [Test, Verifies("RFC6750-3.challenge")]
    public async Task A_request_without_token_is_challenged()
    {
        var reply = await WithoutToken();

        Check("RFC6750-3.challenge").Holds(
            reply, reply.BearerChallenge is not null, "a Bearer challenge", reply.ShowHeader("WWW-Authenticate"));
    }

    [Test, Verifies("RFC6750-3.challenge_parameters")]
    public async Task The_challenge_has_a_parameter()
    {
        var reply = await WithoutToken();

        Check("RFC6750-3.challenge_parameters").Holds(
            reply, reply.BearerChallenge is { Parameters.IsEmpty: false }, "Bearer with at least one parameter", reply.ShowHeader(
                "WWW-Authenticate"));
    }

    [Test, Verifies("RFC6750-3.1.no_error_code")]
    public async Task A_request_without_credentials_gets_no_error_code()
    {
        var reply = await WithoutToken();

        Check("RFC6750-3.1.no_error_code").Holds(
            reply, reply.BearerChallenge?["error"] is null, "a challenge without error", reply.ShowHeader("WWW-Authenticate"));
    }

    [Test, Verifies("RFC6750-3.1.invalid_token")]
    public async Task A_bad_token_gets_the_error_invalid_token()
    {
        var reply = await WithGarbage();

        Check("RFC6750-3.1.invalid_token").Holds(
            reply, reply.BearerChallenge?["error"] == "invalid_token", "a Bearer challenge with error=\"invalid_token\"", reply.ShowHeader(
                "WWW-Authenticate"));
    }

    [Test, Verifies("RFC6750-3.repeated_attributes")]
    public async Task No_attribute_stands_twice_in_a_challenge()
    {
        var missing = await WithoutToken();
        var garbage = await WithGarbage();

        Judge(missing, "missing");
        Judge(garbage, "garbage");

        void Judge(Exchange reply, string aspect) => Check("RFC6750-3.repeated_attributes", aspect).Holds(
            reply,
            reply.Challenges is { Problem: null } list
                && list.Challenges.All(one => !one.RepeatedNames.Intersect(OnceOnly, StringComparer.OrdinalIgnoreCase).Any()),
            "well-formed challenges, each attribute once",
            $"{reply.ShowHeader("WWW-Authenticate")}{(reply.Challenges.Problem is { } problem ? $" ({problem})" : "")}");
    }

    private async Task<Exchange> WithoutToken()
    {
        var good = await AnyCall();
        await Control(good);
        return Refused(await Send(good with { Authorization = null }));
    }

    private async Task<Exchange> WithGarbage()
    {
        var good = await AnyCall();
        await Control(good);
        return Refused(await Send(good with { Authorization = "Bearer not-a-token" }));
    }

    // A challenge can be judged only on a refusal; a request that is accepted violates another requirement.
    private Exchange Refused(Exchange reply) =>
        Control(reply, reply.Status is >= 400 and < 500, "a refusal, whose challenge can be judged");
}

using NUnit.Framework;

using PartnerApi.Conformance.Running;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>RFC 6750, section 2, and RFC 9110, section 11.1: how a token is presented.</summary>
public sealed class Rfc6750_BearerToken : Scenario
{
    [TestCase("lower", "bearer")]
    [TestCase("upper", "BEARER")]
    [Verifies("RFC9110-11.1.scheme_case")]
    public async Task The_scheme_is_case_insensitive(string aspect, string scheme)
    {
        var good = await AnyCall();
        await Control(good);

        Check("RFC9110-11.1.scheme_case", aspect).Judge(await Send(good with { Authorization = $"{scheme} {await GoodToken()}" }));
    }

    [Test, Verifies("RFC6750-2.1.two_spaces")]
    public async Task Two_spaces_before_the_token_are_allowed()
    {
        var good = await AnyCall();
        await Control(good);

        var reply = await Send(
            good with { Authorization = null, More = [new("Authorization", $" Bearer  {await GoodToken()}", Verbatim: true)] });

        Check("RFC6750-2.1.two_spaces").Judge(reply, "RFC6750-2.1.two_spaces", "RFC6750-2.1.empty_token", "S3.bearer.garbage");
    }

    [TestCase("bare", " Bearer")]
    [TestCase("blank", " Bearer  ")]
    [Verifies("RFC6750-2.1.empty_token")]
    public async Task A_scheme_without_token_is_refused(string aspect, string value)
    {
        var good = await AnyCall();
        await Control(good);

        var reply = await Send(good with { Authorization = null, More = [new("Authorization", value, Verbatim: true)] });

        Check("RFC6750-2.1.empty_token", aspect).Judge(reply);
    }

    [Test, Verifies("RFC6750-2.1.wrong_scheme")]
    public async Task A_token_under_another_scheme_is_refused()
    {
        var good = await AnyCall();
        await Control(good);

        Check("RFC6750-2.1.wrong_scheme").Judge(await Send(good with { Authorization = $"Basic {await GoodToken()}" }));
    }

    [Test, Verifies("RFC6750-2.3.query_token")]
    public async Task A_token_in_the_URL_does_not_authorise()
    {
        RequireApi();
        if (!Settings.MaySendSecretsInUrl)
        {
            Check("RFC6750-2.3.query_token").Untestable(
                "set allowSecretsInUrl in the target file; a token in a URL stays in access logs");
            return;
        }

        var good = await AnyCall();
        await Control(good);

        Check("RFC6750-2.3.query_token").Judge(
            await Send(good with { Authorization = null, Query = "access_token=" + await GoodToken() }));
    }

    [Test, Verifies("RFC6750-3.1.two_methods")]
    public async Task A_token_presented_in_two_ways_is_refused()
    {
        if (!Settings.MaySendSecretsInUrl)
        {
            Check("RFC6750-3.1.two_methods").NotApplicable("no command takes a form, and a real token is not put into a URL");
            return;
        }

        var good = await AnyCall();
        await Control(good);

        Check("RFC6750-3.1.two_methods").Judge(await Send(good with { Query = "access_token=" + await GoodToken() }));
    }

    [Test, Verifies("RFC6750-3.1.insufficient_scope")]
    public async Task A_token_without_the_needed_scope_is_refused()
    {
        RequireApi();
        if (Settings.OtherScopeToken is not { } other)
        {
            Check("RFC6750-3.1.insufficient_scope").NotApplicable(
                "no token of another scope is known; where the target has scopes, give it one as the secret otherScopeToken");
            return;
        }

        var good = await AnyCall();
        await Control(good);

        Check("RFC6750-3.1.insufficient_scope").Judge(await Send(good with { Authorization = "Bearer " + other }));
    }

    [Test, Verifies("RFC9700-2.3.audience")]
    public async Task A_token_for_another_service_is_refused()
    {
        RequireApi();
        if (Settings.OtherAudienceToken is not { } other)
        {
            Check("RFC9700-2.3.audience").Untestable(
                "give the target a token that the same issuer made for another service, as the secret otherAudienceToken");
            return;
        }

        var good = await AnyCall();
        await Control(good);

        Check("RFC9700-2.3.audience").Judge(
            await Send(good with { Authorization = "Bearer " + other }),
            "RFC9700-2.3.audience",
            "S3.bearer.garbage");
    }
}

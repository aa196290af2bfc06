using NUnit.Framework;
using PartnerApi.Conformance.Checks;

using PartnerApi.Conformance.Running;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>RFC 6749, sections 2.3, 3.2, 3.3, 4.4.2 and appendices A and B: what a token request may look like.</summary>
public sealed class Rfc6749_TokenRequest : Scenario
{
    private const string MadeUp = "conformance-made-up";

    [Test, Verifies("RFC6749-3.2.post_only")]
    public async Task A_GET_gets_no_token()
    {
        await Control(Good);

        Check("RFC6749-3.2.post_only").Judge(
            await Token(Good with { Method = "GET", Query = "grant_type=client_credentials&" + CredentialsForAUrl }),
            "RFC6749-3.2.post_only", "RFC9110-15.5.6.allow", "API.route.method");
    }

    [Test, Verifies("RFC6749-2.3.1.uri_credentials")]
    public async Task Credentials_in_the_URL_get_no_token()
    {
        await Control(Good);

        Check("RFC6749-2.3.1.uri_credentials").Judge(
            await Token(Good with { ClientId = null, ClientSecret = null, Query = CredentialsForAUrl }));
    }

    [Test, Verifies("RFC6749-3.2.tls")]
    public async Task The_token_endpoint_is_reached_through_TLS()
    {
        var check = Check("RFC6749-3.2.tls");
        if (Target.TokenAddress.IsLoopback)
        {
            check.NotApplicable($"{Target.TokenAddress.Host} is this machine itself");
            return;
        }

        check.Holds(await Token(Good), Target.TokenAddress.Scheme == "https", "an https address", Target.TokenAddress.Scheme);
    }

    [Test, Verifies("RFC6749-3.2.unknown_parameter")]
    public async Task An_unknown_parameter_changes_nothing()
    {
        await Control(Good);

        Check("RFC6749-3.2.unknown_parameter").GetsToken(await Token(Good with { More = [("x_probe", "1")] }));
    }

    [TestCase("same", "client_credentials")]
    [TestCase("different", "urn:example:grant-type:unregistered")]
    [Verifies("RFC6749-3.2.repeated_parameter")]
    public async Task A_repeated_parameter_is_refused(string aspect, string second)
    {
        await Control(Good);

        Check("RFC6749-3.2.repeated_parameter", aspect).Judge(await Token(Good with { More = [("grant_type", second)] }));
    }

    [Test, Verifies("RFC6749-4.4.2.media_type")]
    public async Task A_token_request_in_JSON_is_dealt_with_in_order()
    {
        await Control(Good);
        var json = new System.Text.Json.Nodes.JsonObject
        {
            ["grant_type"] = Good.GrantType,
            ["client_id"] = Good.ClientId,
            ["client_secret"] = Good.ClientSecret,
        };
        if (Good.Scope is { } scope)
        {
            json["scope"] = scope;
        }

        Check("RFC6749-4.4.2.media_type").Judge(await Token(Good with { ContentType = "application/json", Body = json.ToJsonString() }));
    }

    [Test, Verifies("RFC6749-A.parameter_names")]
    public async Task Parameter_names_are_exact()
    {
        await Control(Good);

        Check("RFC6749-A.parameter_names").Judge(
            await Token(Good with { GrantType = null, More = [("Grant_Type", "client_credentials")] }),
            "RFC6749-A.parameter_names", "S2.grant_type.missing");
    }

    [Test, Verifies("RFC6749-3.3.scope")]
    public async Task An_unknown_scope_is_refused_or_the_granted_one_is_named()
    {
        await Control(Good);

        var reply = await Token(Good with { Scope = "conformance.unknown" });

        Run.Capabilities.Record(new(CapabilityName.UnknownScope, reply.Summary(), "probed", reply.Number));
        if (reply.Succeeded && reply.Json.Member("scope") is null)
        {
            Check("RFC6749-3.3.scope").NotApplicable("the target takes no notice of scopes");
            return;
        }

        Check("RFC6749-3.3.scope").Judge(reply);
    }

    [Test, Verifies("RFC6749-2.3.1.form_decoding")]
    public async Task A_secret_with_special_characters_works()
    {
        if (Settings.SpecialCharacters is not { } client)
        {
            Check("RFC6749-2.3.1.form_decoding").NotApplicable(NoSpecialCharacters);
            return;
        }

        Check("RFC6749-2.3.1.form_decoding").GetsToken(
            await Token(Good with { ClientId = client.ClientId, ClientSecret = client.ClientSecret }));
    }

    [Test, Verifies("RFC6749-B.form_encoding")]
    public async Task A_form_with_a_broken_escape_does_not_make_the_server_fail()
    {
        await Control(Good);

        Check("RFC6749-B.form_encoding").Judge(await Token(Good with { Body = Good.Form + "&x_probe=%zz" }));
    }

    [Test, Verifies("RFC6749-5.2.unauthorized_client")]
    public async Task A_client_that_may_not_use_the_grant_gets_no_token()
    {
        if (Settings.WithoutGrant is not { } client)
        {
            Check("RFC6749-5.2.unauthorized_client").NotApplicable("the target names no client that may not use the grant (withoutGrant)");
            return;
        }

        await Control(Good);

        Check("RFC6749-5.2.unauthorized_client").Judge(
            await Token(Good with { ClientId = client.ClientId, ClientSecret = client.ClientSecret }));
    }

    // A real secret never goes into a URL, where logs would keep it. A public fake may, and shows more.
    private string CredentialsForAUrl => Settings.MaySendSecretsInUrl
        ? $"client_id={Uri.EscapeDataString(Good.ClientId!)}&client_secret={Uri.EscapeDataString(Good.ClientSecret!)}"
        : $"client_id={MadeUp}&client_secret={MadeUp}";
}

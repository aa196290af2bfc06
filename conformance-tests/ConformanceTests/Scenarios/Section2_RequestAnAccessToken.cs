using NUnit.Framework;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 2: a form with three parameters is posted to the token endpoint.</summary>
public sealed class Section2_RequestAnAccessToken : Scenario
{
    [Test, Verifies("S2.post")]
    public async Task A_posted_form_with_the_three_parameters_gets_a_token() =>
        Check("S2.post").GetsToken(await Token(Good));

    [TestCase("bare", TokenForm.FormType)]
    [TestCase("charset", TokenForm.FormType + "; charset=UTF-8")]
    [Verifies("S2.content_type")]
    public async Task The_form_media_type_is_understood_with_and_without_charset(string aspect, string contentType) =>
        Check("S2.content_type", aspect).GetsToken(await Token(Good with { ContentType = contentType }));

    [Test, Verifies("S2.grant_type.missing")]
    public async Task A_missing_grant_type_is_refused()
    {
        await Control(Good);

        Check("S2.grant_type.missing").Judge(await Token(Good with { GrantType = null }));
    }

    [Test, Verifies("S2.grant_type.empty")]
    public async Task An_empty_grant_type_counts_as_missing()
    {
        await Control(Good);

        Check("S2.grant_type.empty").Judge(await Token(Good with { GrantType = "" }));
    }

    [Test, Verifies("S2.grant_type.unknown")]
    public async Task An_unregistered_grant_type_is_refused_by_its_own_error()
    {
        await Control(Good);

        Check("S2.grant_type.unknown").Judge(await Token(Good with { GrantType = "urn:example:grant-type:unregistered" }));
    }

    [Test, Verifies("S2.client_id.missing")]
    public async Task A_missing_client_id_gets_no_token()
    {
        await Control(Good);

        Check("S2.client_id.missing").Judge(await Token(Good with { ClientId = null }));
    }

    [Test, Verifies("S2.client_secret.missing")]
    public async Task A_missing_client_secret_gets_no_token()
    {
        await Control(Good);

        Check("S2.client_secret.missing").Judge(await Token(Good with { ClientSecret = null }));
    }

    [Test, Verifies("S2.client_secret.empty")]
    public async Task An_empty_client_secret_counts_as_missing()
    {
        await Control(Good);

        Check("S2.client_secret.empty").Judge(await Token(Good with { ClientSecret = "" }));
    }
}

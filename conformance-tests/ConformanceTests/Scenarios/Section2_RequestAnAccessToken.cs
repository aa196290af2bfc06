using NUnit.Framework;
using PartnerApi.Conformance.Catalogue;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 2: a form with three parameters is posted to the token endpoint.</summary>
public sealed class Section2_RequestAnAccessToken : Scenario
{
    [Test, Verifies("S2.post")]
    public async Task A_posted_form_with_the_three_parameters_gets_a_token()
    {
        var reply = await Token(Good);

        Check("S2.post").Judge(reply);
    }

    [Test, Verifies("S2.grant_type.unknown")]
    public async Task An_unregistered_grant_type_is_refused_by_its_own_error()
    {
        await Control(Good);

        var reply = await Token(Good with { GrantType = "urn:example:grant-type:unregistered" });

        Check("S2.grant_type.unknown").Judge(reply);
    }
}

using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 1: a partner has one client_id and one client_secret, and the secret is a secret.</summary>
public sealed class Section1_ReceiveApiCredentials : Scenario
{
    private const string MadeUp = "conformance-made-up";

    [Test, Verifies("S1.credentials")]
    public async Task One_pair_of_credentials_is_enough_for_a_token() =>
        Check("S1.credentials").GetsToken(await Token(Good));

    [Test, Verifies("S1.client_id", "S1.client_secret", "RFC9700-4.enumeration")]
    public async Task An_unknown_client_and_a_wrong_secret_are_refused_alike()
    {
        await Control(Good);

        var client = await Token(Good with { ClientId = MadeUp, ClientSecret = MadeUp });
        var secret = await Token(Good with { ClientSecret = MadeUp });

        var again = await Token(Good with { ClientId = MadeUp, ClientSecret = MadeUp });

        Check("S1.client_id").Judge(client);
        Check("S1.client_secret").Judge(secret);
        Check("RFC9700-4.enumeration").Holds(
            secret,
            AnswerComparison.Compare([client, again], secret) == Evidence.None,
            $"the answer that an unknown client gets: {client.Summary()}",
            secret.Summary());
    }

    // An unknown client_id in front of the right secret is one fault; it shows a server that goes by the secret alone.
    [Test, Verifies("S1.client_id")]
    public async Task The_right_secret_does_not_make_up_for_an_unknown_client()
    {
        await Control(Good);

        var reply = await Token(Good with { ClientId = MadeUp });

        Check("S1.client_id", "right_secret").Judge(reply);
    }

    [Test, Verifies("S1.client_secret")]
    public async Task The_beginning_of_the_secret_is_not_the_secret()
    {
        await Control(Good);

        var reply = await Token(
            Good with { ClientSecret = SecretVariants.WithoutLastCharacter(Run.Transport.Redactor, Good.ClientSecret!) });

        Check("S1.client_secret", "beginning").Judge(reply);
    }

    [Test, Verifies("S1.client_secret")]
    public async Task The_secret_in_other_letter_case_is_not_the_secret()
    {
        var other = SecretVariants.OtherCase(Run.Transport.Redactor, Good.ClientSecret!);
        if (other == Settings.Credentials.ClientSecret)
        {
            Check("S1.client_secret", "case").NotApplicable("the secret holds no letters");
            return;
        }

        await Control(Good);

        Check("S1.client_secret", "case").Judge(await Token(Good with { ClientSecret = other }));
    }
}

using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>RFC 6749, sections 2.3.1 and 5.2: credentials by HTTP Basic, which the guide does not offer and a server may take.</summary>
public sealed class Rfc6749_Basic : Scenario
{
    private const string NotOffered = "the target takes no credentials by HTTP Basic; the guide documents the body only";

    [Test, Verifies("RFC6749-2.3.1.basic")]
    public async Task Whether_Basic_is_supported_is_recorded()
    {
        await Control(Good);

        var reply = await Token(Basic(Good.ClientSecret!));

        Check("RFC6749-2.3.1.basic").Judge(
            reply, "RFC6749-2.3.1.basic", "RFC6749-5.2.basic_challenge", "S2.client_id.missing", "S2.client_secret.missing");
    }

    [Test, Verifies("RFC6749-5.2.basic_challenge")]
    public async Task Wrong_Basic_credentials_are_challenged()
    {
        var check = Check("RFC6749-5.2.basic_challenge");
        if (!await IsOffered())
        {
            check.NotApplicable(NotOffered);
            return;
        }

        check.Judge(await Token(Basic("conformance-made-up")), "RFC6749-5.2.basic_challenge", "S1.client_secret");
    }

    [Test, Verifies("RFC6749-5.2.basic_challenge")]
    public async Task Basic_credentials_that_cannot_be_read_are_challenged()
    {
        var check = Check("RFC6749-5.2.basic_challenge", "unreadable");
        if (!await IsOffered())
        {
            check.NotApplicable(NotOffered);
            return;
        }

        var reply = await Token(Good with { ClientId = null, ClientSecret = null, Authorization = "Basic !" });
        if (reply is { Status: 400, ErrorCode: "invalid_request" })
        {
            check.Tolerates(
                reply,
                "401 with a Basic challenge",
                reply.Summary(),
                "what cannot be read can also be called a malformed request (RFC 6749, section 5.2)");
            return;
        }

        check.Judge(reply);
    }

    [Test, Verifies("RFC6749-2.3.one_method")]
    public async Task Two_client_authentication_methods_are_refused()
    {
        var check = Check("RFC6749-2.3.one_method");
        if (!await IsOffered())
        {
            check.NotApplicable(NotOffered);
            return;
        }

        check.Judge(await Token(Good with { Authorization = Basic(Good.ClientSecret!).Authorization }));
    }

    [Test, Verifies("RFC6749-2.3.1.form_decoding")]
    public async Task A_secret_with_special_characters_works_by_Basic_too()
    {
        var check = Check("RFC6749-2.3.1.form_decoding", "basic");
        if (!await IsOffered())
        {
            check.NotApplicable(NotOffered);
        }
        else if (Settings.SpecialCharacters is not { } client)
        {
            check.NotApplicable(NoSpecialCharacters);
        }
        else
        {
            check.GetsToken(await Token(Basic(client.ClientSecret, client.ClientId)));
        }
    }

    private Task<bool> IsOffered() =>
        Run.Capabilities.HasAsync(
            CapabilityName.Basic,
            () => Token(Basic(Good.ClientSecret!)),
            reply => reply.AccessToken is { Length: > 0 });

    private TokenForm Basic(string secret, string? clientId = null) => Good with
    {
        ClientId = null,
        ClientSecret = null,
        Authorization = SecretVariants.Basic(Run.Transport.Redactor, clientId ?? Good.ClientId!, secret),
    };
}

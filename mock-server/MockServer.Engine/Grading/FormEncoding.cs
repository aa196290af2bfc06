using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G8: token requests are correctly encoded forms.</summary>
internal sealed class FormEncoding() : ClientRule(new(
    "G8", Level.Must, "Correct form encoding", "Token requests are POSTs of URL-encoded forms, and special characters are encoded "
        + "correctly.", "special-secret"))
{
    public override void Observe(in GradingContext context)
    {
        if (context.Now.SecretWronglyEncoded)
        {
            Fail(context, "the secret was correct except for its encoding");
        }
        else if (context.Now is { Kind: ObservationKind.Token, Rule: "RFC6749-4.4.2.media_type" or "RFC6749-B.form_encoding" })
        {
            Fail(context, "a token request was not a correctly encoded form");
        }
        else if (context.Now is { Kind: ObservationKind.Unrouted, Status: 405, HasCredentials: true })
        {
            Fail(context, "a token was requested with a method other than POST");
        }
        else if (context.Now is { Issued: not 0, SecretNeedsEncoding: true })
        {
            Pass(context, "a secret with special characters was encoded correctly");
        }
    }
}

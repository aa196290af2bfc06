using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G8: token requests are proper forms.</summary>
internal sealed class FormEncoding() : ClientRule(new(
    "G8", Level.Must, "Form encoded properly", "Token requests are POSTs of urlencoded forms, and signs that the encoding changes arrive as they were meant.", "special-secret"))
{
    public override void Observe(in GradingContext context)
    {
        if (context.Now.SecretWronglyEncoded)
        {
            Fail(context, "the secret was right but for its encoding");
        }
        else if (context.Now is { Kind: ObservationKind.Token, Rule: "RFC6749-4.4.2.media_type" or "RFC6749-B.form_encoding" })
        {
            Fail(context, "a token request was no properly encoded form");
        }
        else if (context.Now is { Kind: ObservationKind.Unrouted, Status: 405, HasCredentials: true })
        {
            Fail(context, "a token was asked for by another method than POST");
        }
        else if (context.Now is { Issued: not 0, SecretNeedsEncoding: true })
        {
            Pass(context, "a secret with signs that the encoding changes arrived as it was meant");
        }
    }
}

using PartnerApi.Mock.Pipeline;



namespace PartnerApi.Mock.Diagnosis;

/// <summary>What was wrong with a presented access token.</summary>
public enum TokenHint
{
    /// <summary>No specific mistake was recognized.</summary>
    None,

    /// <summary>The scheme is missing.</summary>
    NoScheme,

    /// <summary>Scheme and token are not separated by one space.</summary>
    BadSeparator,

    /// <summary>Credentials of the token endpoint.</summary>
    Basic,

    /// <summary>The scheme was sent twice.</summary>
    SchemeTwice,

    /// <summary>Quotation marks around it.</summary>
    Quoted,

    /// <summary>A name that should have been replaced by the token.</summary>
    Placeholder,

    /// <summary>The whole JSON reply of the token endpoint.</summary>
    WholeReply,

    /// <summary>A client's secret.</summary>
    IsSecret,

    /// <summary>Its end is missing.</summary>
    Truncated,

    /// <summary>Something was appended to it.</summary>
    TooLong,

    /// <summary>Of the right form, signed with another key.</summary>
    OtherMock,

    /// <summary>A token of another issuer.</summary>
    OtherIssuer,

    /// <summary>A token of another or a deleted session.</summary>
    OtherSession,
}

/// <summary>What was wrong with a presented secret.</summary>
public enum SecretHint
{
    /// <summary>No specific mistake was recognized.</summary>
    None,

    /// <summary>Spaces or line breaks around it.</summary>
    Padded,

    /// <summary>Quotation marks around it.</summary>
    Quoted,

    /// <summary>Encoded twice.</summary>
    EncodedTwice,

    /// <summary>Not form-encoded although it contains special characters.</summary>
    NotEncoded,

    /// <summary>In another letter case.</summary>
    OtherCase,

    /// <summary>Its end is missing.</summary>
    Truncated,

    /// <summary>Something was appended to it.</summary>
    TooLong,

    /// <summary>The secret of another client.</summary>
    OfAnotherClient,

    /// <summary>The client's id.</summary>
    IsClientId,

    /// <summary>A name that should have been replaced by the secret.</summary>
    Placeholder,

    /// <summary>In base64.</summary>
    Base64,
}

/// <summary>
/// What was noticed about the credentials of a refused request while they could be seen; the credentials themselves are not kept.
/// </summary>
/// <param name="Token">About the token.</param>
/// <param name="Secret">About the secret.</param>
/// <param name="IdIsSecret">Whether the client id is a live secret.</param>
internal sealed record CredentialHints(TokenHint Token, SecretHint Secret, bool IdIsSecret)
{
    public static readonly CredentialHints None = new(TokenHint.None, SecretHint.None, false);

    /// <summary>Compares the credentials of a request with the known ones before they are redacted.</summary>
    public static CredentialHints Read(RequestContext context) => context switch
    {
        { Broken: null } => None,
        { TokenRequest: { } request } => new(
            TokenHint.None, SecretHints.Read(request, context.Session), SecretHints.IsSecret(request.ClientId, context.Session)),
        { CommandRequest: { } request } => new(TokenHints.Read(request), SecretHint.None, false),
        _ => None,
    };
}

using PartnerApi.Mock.Pipeline;



namespace PartnerApi.Mock.Diagnosis;

/// <summary>What was wrong with a presented access token.</summary>
public enum TokenHint
{
    /// <summary>Nothing that can be told.</summary>
    None,

    /// <summary>The token stands alone, without the scheme.</summary>
    NoScheme,

    /// <summary>The scheme and the token are joined, or a colon or tab stands between them.</summary>
    BadSeparator,

    /// <summary>Credentials of the token endpoint.</summary>
    Basic,

    /// <summary>The scheme is there twice.</summary>
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

    /// <summary>Of a session that is not this one, or is no more.</summary>
    OtherSession,
}

/// <summary>What was wrong with a presented secret.</summary>
public enum SecretHint
{
    /// <summary>Nothing that can be told.</summary>
    None,

    /// <summary>Blanks or line ends around it.</summary>
    Padded,

    /// <summary>Quotation marks around it.</summary>
    Quoted,

    /// <summary>Encoded twice.</summary>
    EncodedTwice,

    /// <summary>Not encoded: signs that the form encoding changes were sent as they are.</summary>
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

    /// <summary>Examines the credentials of a request while they can be seen.</summary>
    public static CredentialHints Read(RequestContext context) => context switch
    {
        { Broken: null } => None,
        { TokenRequest: { } request } => new(
            TokenHint.None, SecretHints.Read(request, context.Session), SecretHints.IsSecret(request.ClientId, context.Session)),
        { CommandRequest: { } request } => new(TokenHints.Read(request), SecretHint.None, false),
        _ => None,
    };
}

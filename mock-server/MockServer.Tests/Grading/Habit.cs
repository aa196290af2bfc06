namespace PartnerApi.Mock.Tests.Grading;

/// <summary>The bad habits that a client may have, each named after the one rule that it breaks.</summary>
public enum Habit
{
    None,

    /// <summary>G1: a token serves those who waited for it, and nobody after them.</summary>
    FetchesForEachCall,

    /// <summary>G2: a token is used until its last moment.</summary>
    KeepsNoMargin,

    /// <summary>G3: a token that is nearly over is replaced, one that is long over is not noticed.</summary>
    OverlooksExpiry,

    /// <summary>G4: the retry after 401 uses the cached token.</summary>
    RetriesWithOldToken,

    /// <summary>G5: Retry-After is not waited for.</summary>
    IgnoresRetryAfter,

    /// <summary>G6: one person requests everything.</summary>
    SendsOnePersonForAll,

    /// <summary>G7: the header is set on the client and on the request.</summary>
    DoublesRequestor,

    /// <summary>G8: the form is glued together.</summary>
    GluesForm,

    /// <summary>G9: the page that it comes from is told, with the token in it.</summary>
    LeaksInReferer,

    /// <summary>G10: sends the secret both ways, and one way only when that is refused.</summary>
    TriesBothMethods,

    /// <summary>G11: token_type must be letter by letter as expected.</summary>
    InsistsOnTokenType,

    /// <summary>G12: 401 from the token endpoint is taken for a passing failure.</summary>
    RepeatsInvalidClient,

    /// <summary>G13: the end of a token is read from the token and compared with the own clock.</summary>
    BelievesTokenClaims,

    /// <summary>G14: each caller fetches a token of its own.</summary>
    FetchesInParallel,

    /// <summary>G15: redirects are followed.</summary>
    FollowsRedirects,

    /// <summary>G16: the credentials of the first environment are used everywhere.</summary>
    MixesEnvironments,

    /// <summary>G17: an accepted command is taken for a finished one.</summary>
    DoesNotWait,
}

namespace PartnerApi.Mock.Grading;

/// <summary>What the grader knows of one issued token. The token itself is not stored.</summary>
/// <param name="issued">The exchange that issued it.</param>
internal sealed class TokenFacts(Observation issued)
{
    /// <summary>A client that refreshes this long before the end, or in the last quarter of the lifetime, refreshes in time.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Moved = TimeSpan.FromSeconds(60);

    public Observation Issued => issued;

    public int Uses { get; set; }

    /// <summary>Whether a request with it was refused for the token.</summary>
    public bool WasRefused { get; set; }

    /// <summary>Whether it replaced a token that had expired or was about to expire.</summary>
    public bool ReplacesExpired { get; init; }

    /// <summary>Whether the session's clock differed from the real one when it was issued.</summary>
    public bool HasClockOffset => (issued.Time - issued.RealTime).Duration() >= Moved;

    public bool IsUnusual => issued.Fault == Faults.ClientTrainingFaults.UnusualTokenResponse;

    /// <summary>Its remaining lifetime by the real clock.</summary>
    public TimeSpan RealTimeLeft(Observation now) => issued.RealTime + issued.Lifetime - now.RealTime;

    /// <summary>Its remaining lifetime by the session's clock.</summary>
    public TimeSpan Left(Observation now) => issued.Time + issued.Lifetime - now.Time;

    /// <summary>Whether its remaining lifetime is long enough that no new token is needed.</summary>
    public bool IsFresh(Observation now)
    {
        var enough = issued.Lifetime / 4 > Margin ? issued.Lifetime / 4 : Margin < issued.Lifetime / 2 ? Margin : issued.Lifetime / 2;
        return RealTimeLeft(now) > enough && Left(now) > enough;
    }
}

/// <summary>One exchange with what was known before it.</summary>
/// <param name="Now">The exchange.</param>
/// <param name="Presented">The token that it carries; null when it carries none that was issued here lately.</param>
/// <param name="Current">The newest token of its client; null before the first one.</param>
internal readonly record struct GradingContext(Observation Now, TokenFacts? Presented, TokenFacts? Current)
{
    /// <summary>The longest of what both clocks say has passed since an earlier exchange.</summary>
    public TimeSpan Since(Observation earlier)
    {
        var real = Now.RealTime - earlier.RealTime;
        var session = Now.Time - earlier.Time;
        return real > session ? real : session;
    }
}

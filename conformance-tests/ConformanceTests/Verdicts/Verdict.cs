namespace PartnerApi.Conformance.Verdicts;

/// <summary>The result of a check. Only <see cref="Pass"/> counts as passed.</summary>
public enum Verdict
{
    /// <summary>The target meets the requirement.</summary>
    Pass,

    /// <summary>The target violates the requirement.</summary>
    Fail,

    /// <summary>Tolerated, or a recommendation that the target does not follow.</summary>
    Warn,

    /// <summary>The requirement leaves the choice open; recorded, not judged.</summary>
    Info,

    /// <summary>The target lacks what the requirement is about.</summary>
    NotApplicable,

    /// <summary>A prerequisite is missing, so the check could not be tested.</summary>
    Untestable,

    /// <summary>A rate limit, an outage or a network error prevented the check.</summary>
    Blocked,

    /// <summary>Failed or untestable, and covered by a waiver.</summary>
    Waived,

    /// <summary>A new requirement: it is reported, and cannot fail the run yet.</summary>
    Pending,

    /// <summary>The suite itself failed.</summary>
    HarnessError,
}

/// <summary>What a check observed, before the requirement's level and the run's strictness apply.</summary>
public enum Outcome
{
    /// <summary>The target meets the requirement.</summary>
    Satisfied,

    /// <summary>The target deviates in a tolerated way.</summary>
    Tolerated,

    /// <summary>The requirement leaves the behavior open.</summary>
    Unspecified,

    /// <summary>The target violates the requirement.</summary>
    Violated,

    /// <summary>The target failed: a 5xx, a malformed response, or none. A violation at every level.</summary>
    ServerError,

    /// <summary>The target lacks what the requirement is about.</summary>
    NotApplicable,

    /// <summary>A prerequisite is missing.</summary>
    Untestable,

    /// <summary>Rate limit, outage, or no connection.</summary>
    Blocked,

    /// <summary>The suite itself failed.</summary>
    HarnessFailed,
}

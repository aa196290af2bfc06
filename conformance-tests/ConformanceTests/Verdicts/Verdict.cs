namespace PartnerApi.Conformance.Verdicts;

/// <summary>What a check came to. Only <see cref="Pass"/> reads as passed.</summary>
public enum Verdict
{
    /// <summary>The requirement holds.</summary>
    Pass,

    /// <summary>The requirement is broken.</summary>
    Fail,

    /// <summary>Tolerated, or a recommendation that is not followed.</summary>
    Warn,

    /// <summary>A choice that the source leaves open; recorded, not judged.</summary>
    Info,

    /// <summary>The target does not have what the requirement is about.</summary>
    NotApplicable,

    /// <summary>A prerequisite is missing, so nothing is known.</summary>
    Untestable,

    /// <summary>The target, or something before it, did not let the check happen.</summary>
    Blocked,

    /// <summary>Broken or untestable, and excused by a waiver.</summary>
    Waived,

    /// <summary>A new requirement: it runs and reports, and gates nothing.</summary>
    Pending,

    /// <summary>The suite itself failed.</summary>
    HarnessError,
}

/// <summary>What a check saw, before the requirement's level and the run's strictness are applied.</summary>
public enum Outcome
{
    /// <summary>As asked.</summary>
    Satisfied,

    /// <summary>Not as asked, but tolerated.</summary>
    Tolerated,

    /// <summary>One of several ways that the source leaves open.</summary>
    Unspecified,

    /// <summary>Not as asked.</summary>
    Violated,

    /// <summary>The target fell over: a 5xx, a broken reply, silence. Never a correct answer, whatever the level.</summary>
    ServerError,

    /// <summary>The target does not have what the requirement is about.</summary>
    NotApplicable,

    /// <summary>A prerequisite is missing.</summary>
    Untestable,

    /// <summary>Rate limit, outage, or nobody at the address.</summary>
    Blocked,

    /// <summary>The suite itself failed.</summary>
    HarnessFailed,
}

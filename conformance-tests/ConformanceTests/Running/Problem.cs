namespace PartnerApi.Conformance.Running;

/// <summary>The state of one aspect of a target.</summary>
public enum Health
{
    /// <summary>No problem.</summary>
    Ok,

    /// <summary>A run is possible, but something should be changed.</summary>
    Warn,

    /// <summary>It must be fixed before a run.</summary>
    Fail,
}

/// <summary>The result of one preflight check.</summary>
/// <param name="What">What was checked.</param>
/// <param name="Health">Its state.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">What to do; null when there is no problem.</param>
/// <param name="EndsRun">Whether a run would judge nothing, or the wrong thing, so that it must not start.</param>
public sealed record Problem(string What, Health Health, string Found, string? Remedy = null, bool EndsRun = false)
{
    /// <summary>The problem and its remedy in one sentence.</summary>
    public string Sentence => Found + (Remedy is null ? "" : $"; {Remedy}");

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Health.ToString().ToLowerInvariant(),-5} {What,-12} {Sentence}";
}

namespace PartnerApi.Conformance.Running;

/// <summary>How one thing about a target stands.</summary>
public enum Health
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>A run is possible, and something should be changed.</summary>
    Warn,

    /// <summary>No run makes sense before it is fixed.</summary>
    Fail,
}

/// <summary>What was looked at, and how it stands.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Health">How it stands.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">What to do about it; null when nothing has to be done.</param>
/// <param name="Unreachable">Whether nobody answers, so that nothing else can be looked at.</param>
public sealed record Problem(string What, Health Health, string Found, string? Remedy = null, bool Unreachable = false)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Health.ToString().ToLowerInvariant(),-5} {What,-12} {Found}{(Remedy is null ? "" : $"; {Remedy}")}";
}

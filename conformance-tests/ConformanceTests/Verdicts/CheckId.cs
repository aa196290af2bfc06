namespace PartnerApi.Conformance.Verdicts;

/// <summary>Name of a check: the same in every run, so that reports can be compared and failures waived.</summary>
/// <param name="Requirement">The requirement's id.</param>
/// <param name="Aspect">Which of several checks of the requirement; null when there is only one.</param>
/// <param name="Operation">The operation that it is about; null when it is about none.</param>
public sealed record CheckId(string Requirement, string? Aspect = null, string? Operation = null)
{
    /// <summary>Takes a written id apart.</summary>
    /// <param name="id">The id.</param>
    /// <returns>Its parts.</returns>
    public static CheckId Parse(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var at = id.IndexOf('@', StringComparison.Ordinal);
        var named = at < 0 ? id : id[..at];
        var slash = named.IndexOf('/', StringComparison.Ordinal);
        return new(slash < 0 ? named : named[..slash], slash < 0 ? null : named[(slash + 1)..], at < 0 ? null : id[(at + 1)..]);
    }

    /// <summary>The id as reports show it.</summary>
    /// <returns>Requirement, then <c>/aspect</c> and <c>@operation</c> where there are any.</returns>
    public override string ToString() =>
        Requirement + (Aspect is null ? "" : "/" + Aspect) + (Operation is null ? "" : "@" + Operation);
}

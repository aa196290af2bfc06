namespace PartnerApi.Conformance.Targets;

/// <summary>How often a run may still show bad credentials: a real deployment may lock the client out.</summary>
/// <param name="limit">Attempts; null for no limit.</param>
public sealed class CredentialBudget(int? limit)
{
    private int _spent;

    /// <summary>Attempts so far.</summary>
    public int Spent => _spent;

    /// <summary>Takes one attempt.</summary>
    /// <returns>False when none is left.</returns>
    public bool TryTake() => Interlocked.Increment(ref _spent) <= (limit ?? int.MaxValue);
}

namespace PartnerApi.Conformance.Targets;

/// <summary>The contract, as the target file describes it, has no operation of a kind that a scenario needs.</summary>
/// <param name="wanted">The kind of operation.</param>
public sealed class NoSuchOperationException(string wanted)
    : Exception($"the contract has no {wanted} that the target file neither skips nor changes")
{
    /// <summary>The kind of operation.</summary>
    public string Wanted { get; } = wanted;
}

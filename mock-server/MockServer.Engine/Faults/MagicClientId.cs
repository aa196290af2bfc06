namespace PartnerApi.Mock.Faults;

/// <summary>
/// A client id such as <c>partner-local.fault.slow-token</c> identifies the client <c>partner-local</c> and selects the fault:
/// a fault can be selected by configuration only.
/// </summary>
public static class MagicClientId
{
    private const string Mark = ".fault.";

    /// <summary>The id of the client itself.</summary>
    /// <param name="clientId">The id as it was sent.</param>
    /// <returns>The part before the mark.</returns>
    public static string ClientOf(string clientId) =>
        KindOf(clientId) is null ? clientId : clientId[..clientId.IndexOf(Mark, StringComparison.Ordinal)];

    /// <summary>The fault that is meant.</summary>
    /// <param name="clientId">The id as it was sent.</param>
    /// <returns>The name of a fault kind, or null when the id names none.</returns>
    public static string? KindOf(string clientId)
    {
        var at = clientId.IndexOf(Mark, StringComparison.Ordinal);
        return at > 0 && FaultKind.Find(clientId[(at + Mark.Length)..]) is { IsOfWebhooks: false } ? clientId[(at + Mark.Length)..] : null;
    }
}

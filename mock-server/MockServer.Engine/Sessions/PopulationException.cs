namespace PartnerApi.Mock.Sessions;

/// <summary>The generated objects of a session do not fit into its limits or into those of all sessions.</summary>
/// <param name="limit">The limit that was reached.</param>
public sealed class PopulationException(string limit)
    : InvalidOperationException($"the generated objects do not fit: {limit}; choose smaller numbers of people, customers and orders");

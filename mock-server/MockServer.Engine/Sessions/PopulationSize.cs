namespace PartnerApi.Mock.Sessions;

/// <summary>How many generated objects a session starts with, in addition to the predefined persons.</summary>
/// <param name="People">ACTIVE natural persons.</param>
/// <param name="Customers">ACTIVE customers, each with three ACTIVE products; their persons are generated where there are too few.</param>
/// <param name="Orders">Orders of these customers.</param>
public sealed record PopulationSize(int People, int Customers, int Orders)
{
    /// <summary>The maximum of each number.</summary>
    public const int Max = 20_000;

    /// <summary>Nothing.</summary>
    public static PopulationSize None { get; } = new(0, 0, 0);

    /// <summary>Validates the numbers.</summary>
    /// <returns>What is wrong and what is expected; null when they are valid.</returns>
    public string? Validate() => this switch
    {
        { People: < 0 or > Max } => $"'people' must be 0 to {Max}",
        { Customers: < 0 or > Max } => $"'customers' must be 0 to {Max}",
        { Orders: < 0 or > Max } => $"'orders' must be 0 to {Max}",
        { Orders: > 0, Customers: 0 } => "'orders' requires 'customers': an order belongs to a customer",
        _ => null,
    };
}

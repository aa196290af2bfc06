namespace PartnerApi.Mock.Resources;

/// <summary>Something happened to an object.</summary>
/// <param name="Type">Its resource type.</param>
/// <param name="Before">As it was; null when it is new.</param>
/// <param name="After">As it is; null when it is gone.</param>
/// <param name="At">When, by the session's clock.</param>
public sealed record ResourceChange(string Type, Resource? Before, Resource? After, DateTimeOffset At)
{
    /// <summary>Its id.</summary>
    public string Id => (After ?? Before)!.Id;
}

using PartnerApi.Fixtures.Lifecycles;

namespace PartnerApi.Mock.Lifecycles;

/// <summary>Where one object stands on its way.</summary>
/// <param name="type">Its resource type.</param>
/// <param name="id">Its id.</param>
/// <param name="lifecycle">The way.</param>
internal sealed class Course(string type, string id, Lifecycle lifecycle)
{
    public string Type => type;

    public string Id => id;

    public Lifecycle Lifecycle => lifecycle;

    /// <summary>Its present status.</summary>
    public string? Status { get; set; }

    /// <summary>When it came to that status.</summary>
    public DateTimeOffset Reached { get; set; }

    /// <summary>Grows with each new plan: an older plan is void.</summary>
    public int Plan { get; set; }
}

namespace PartnerApi.Mock.Engine;

/// <summary>What the mock does when a client does not wait until an object is ready.</summary>
public enum LifecycleChecks
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It executes the command; a response header, the journal and the grade card say so.</summary>
    Warn,

    /// <summary>It refuses the command with 400.</summary>
    Enforce,
}

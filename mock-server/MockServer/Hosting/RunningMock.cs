using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Hosting;

/// <summary>A mock that listens, as its control API and its dashboard see it.</summary>
/// <param name="Engine">Answers the requests.</param>
/// <param name="Options">Its settings.</param>
/// <param name="ApiAddress">Where the partner API listens, the port as it is.</param>
internal sealed record RunningMock(MockEngine Engine, MockOptions Options, Uri ApiAddress)
{
    /// <summary>Where the control API listens; null until it does.</summary>
    public Uri? ControlAddress { get; set; }

    public Contract Contract => Engine.Contract;

    public SessionRegistry Sessions => Engine.Sessions;

    /// <summary>The default session.</summary>
    public Session Session => Sessions.Default;
}

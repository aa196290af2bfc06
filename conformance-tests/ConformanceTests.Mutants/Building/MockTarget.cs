using PartnerApi.Conformance.Targets;
using PartnerApi.Mock;

namespace PartnerApi.Conformance.Mutants.Building;

/// <summary>The settings for a mock that runs in this process.</summary>
public static class MockTarget
{
    /// <summary>Reads the settings off a mock.</summary>
    /// <param name="mock">The mock.</param>
    /// <returns>The settings.</returns>
    public static TargetSettings Settings(PartnerApiMock mock)
    {
        ArgumentNullException.ThrowIfNull(mock);
        var address = new MockAddress(mock.ApiAddress, mock.ControlAddress, mock.ClientId, mock.RequestorId)
        {
            Credentials = new(mock.ClientId, mock.ClientSecret),
        };
        return Deployment.ForMock("mock in process", mock.Contract, address);
    }

    /// <summary>The settings for a run with one operation of each kind.</summary>
    /// <param name="mock">The mock.</param>
    /// <returns>The settings.</returns>
    public static TargetSettings Sample(PartnerApiMock mock) => OperationSample.Apply(Settings(mock), mock.Contract);
}

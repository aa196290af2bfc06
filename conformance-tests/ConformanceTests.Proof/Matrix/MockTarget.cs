using PartnerApi.Conformance.Targets;
using PartnerApi.Mock;

namespace PartnerApi.Conformance.Proof.Matrix;

/// <summary>The settings for a mock that runs in this process.</summary>
public static class MockTarget
{
    /// <summary>Reads the settings off a mock.</summary>
    /// <param name="mock">The mock.</param>
    /// <returns>The settings.</returns>
    public static TargetSettings Settings(PartnerApiMock mock)
    {
        ArgumentNullException.ThrowIfNull(mock);
        return Deployment.ForMock("mock in process", mock.Contract, new(mock.ApiAddress, mock.ControlAddress, mock.ClientId, mock.RequestorId)
        {
            Credentials = new(mock.ClientId, mock.ClientSecret),
        });
    }
}

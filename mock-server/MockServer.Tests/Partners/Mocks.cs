using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Tests.Partners;

/// <summary>One running mock per contract, for tests that keep to a session of their own.</summary>
internal static class Mocks
{
    public static Task<PartnerApiMock> StartAsync(string contract, Func<MockOptions, MockOptions>? change = null)
    {
        var options = new MockOptions { Contract = ContractFile.Named(contract), ControlAddress = null };
        return PartnerApiMock.StartAsync(change?.Invoke(options) ?? options);
    }

    public static async Task<Dictionary<string, PartnerApiMock>> StartAllAsync()
    {
        var mocks = new Dictionary<string, PartnerApiMock>();
        foreach (var name in ContractFile.Names)
        {
            mocks[name] = await StartAsync(name);
        }

        return mocks;
    }

    public static async Task StopAsync(this Dictionary<string, PartnerApiMock> mocks)
    {
        foreach (var mock in mocks.Values)
        {
            await mock.DisposeAsync();
        }
    }
}

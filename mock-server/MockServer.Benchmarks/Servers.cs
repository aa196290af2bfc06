using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>The servers under test, each in a process of its own. Each prints its address, and ends with its standard input.</summary>
internal static class Servers
{
    public const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    public static Task<PartnerApiMock> StartMockAsync() =>
        PartnerApiMock.StartAsync(new() { SigningKey = SigningKey.Parse(Key), ControlAddress = null, CheckReferences = false });

    public static async Task<int> ServeMockAsync()
    {
        await using var mock = await StartMockAsync();
        return await ServeAsync(mock.ApiAddress);
    }

    public static async Task<int> ServeBareAsync()
    {
        await using var bare = await BareServer.StartAsync();
        return await ServeAsync(bare.Address);
    }

    private static async Task<int> ServeAsync(Uri address)
    {
        Console.WriteLine(address);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}

using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>The servers under test, each in its own process. Each prints its address, and stops when standard input is closed.</summary>
internal static class Servers
{
    public const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    // Half of the maximum number of objects in a session.
    private const int MaxOrders = 50_000;

    public static async Task<PartnerApiMock> StartMockAsync(Contract? contract = null)
    {
        var answered = 0;
        PartnerApiMock? mock = null;
        mock = await PartnerApiMock.StartAsync(
            new() { SigningKey = SigningKey.Parse(Key), ControlAddress = null, Contract = contract, Intercept = Answer });
        Prepare(mock);
        return mock;

        // Every request creates an object, so reset the session before it is full.
        ApiReply Answer(ApiRequest request, Func<ApiRequest, ApiReply> answer)
        {
            if (Interlocked.Increment(ref answered) % MaxOrders == 0)
            {
                Prepare(mock!);
            }

            return answer(request);
        }
    }

    // Reset and create in one transaction, so that no request finds the product missing.
    private static void Prepare(PartnerApiMock mock) =>
        mock.Session.Resources.Reset(transaction => transaction.Upsert("customerProduct", Load.ProductId, null, []));

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

using System.Globalization;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>Measures the memory of a mock during millions of requests: half of them commands, half of them token requests.</summary>
internal static class Endurance
{
    private const int Million = 1_000_000;
    private const int Connections = 64;
    private const int Batches = 20;

    public static async Task<int> PrintAsync(int millions)
    {
        await using var mock = await ServerProcess.StartAsync("mock");
        var command = await Load.CommandRequestAsync(mock.Address);
        Print(0, mock);
        for (var done = 1; done <= millions; done++)
        {
            for (var batch = 0; batch < Batches; batch++)
            {
                await Load.SendAsync(mock, batch % 2 == 0 ? command : Load.TokenRequest, Connections, Million / Batches);
            }

            Print(done, mock);
        }

        return 0;
    }

    private static void Print(int millions, ServerProcess mock) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{millions,3} million requests   {mock.Memory / 1024 / 1024,4} MB"));
}

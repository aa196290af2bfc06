using System.Globalization;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>How much memory a mock takes while it answers millions of requests, half of them commands, half of them for tokens.</summary>
internal static class Endurance
{
    private const int Million = 1_000_000;
    private const int Connections = 64;
    private const int Shares = 20;

    public static async Task<int> PrintAsync(int millions)
    {
        await using var mock = await ServerProcess.StartAsync("mock");
        var command = await Load.CommandRequestAsync(mock.Address);
        Print(0, mock);
        for (var done = 1; done <= millions; done++)
        {
            for (var share = 0; share < Shares; share++)
            {
                await Load.SendAsync(mock, share % 2 == 0 ? command : Load.TokenRequest, Connections, Million / Shares);
            }

            Print(done, mock);
        }

        return 0;
    }

    private static void Print(int millions, ServerProcess mock) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{millions,3} million requests   {mock.Memory / 1024 / 1024,4} MB"));
}

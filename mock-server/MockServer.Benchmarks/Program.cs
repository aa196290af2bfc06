using System.Globalization;
using PartnerApi.Mock.Benchmarks;

return args switch
{
    ["serve", "mock"] => await Servers.ServeMockAsync(),
    ["serve", "bare"] => await Servers.ServeBareAsync(),
    ["cost"] => await EngineCost.PrintAsync(),
    ["cost", var only] => await EngineCost.PrintAsync(only),
    [] => await Comparison.RunAsync(new(Seconds: 5, Rounds: 3, Connections: 64)),
    [var seconds, var rounds, var connections] => await Comparison.RunAsync(new(Number(seconds), Number(rounds), Number(connections))),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("usage: MockServer.Benchmarks [SECONDS ROUNDS CONNECTIONS]   (default 5 3 64)");
    return 2;
}

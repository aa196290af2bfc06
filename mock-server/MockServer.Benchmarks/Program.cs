using System.Globalization;
using PartnerApi.Mock.Benchmarks;

return args switch
{
    ["serve", "mock"] => await Servers.ServeMockAsync(),
    ["serve", "bare"] => await Servers.ServeBareAsync(),
    ["cost", .. var only] => await EngineCost.PrintAsync(string.Concat(only)),
    ["flat"] => await Flatness.PrintAsync(),
    ["memory", var millions] => await Endurance.PrintAsync(Number(millions)),
    ["start", var program, .. var arguments] => await StartUp.PrintAsync(program, arguments),
    ["sessions"] => await SessionCreation.RunAsync(rounds: 3),
    [] => await Comparison.RunAsync(new(Seconds: 5, Rounds: 3, Connections: 64)),
    [var seconds, var rounds, var connections] => await Comparison.RunAsync(new(Number(seconds), Number(rounds), Number(connections))),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("""
        usage: MockServer.Benchmarks [SECONDS ROUNDS CONNECTIONS]   compare the mock with a bare server (default 5 3 64)
               MockServer.Benchmarks cost                           CPU time and allocated bytes of the engine per request
               MockServer.Benchmarks flat                           the same with more operations, sessions and tokens
               MockServer.Benchmarks memory MILLIONS                memory during that many million requests
               MockServer.Benchmarks start PROGRAM [ARGUMENTS]      time from starting this program to its first response
               MockServer.Benchmarks sessions                       time to create a session
        """);
    return 2;
}

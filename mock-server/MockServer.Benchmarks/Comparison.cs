using System.Globalization;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>Parameters of a measurement.</summary>
/// <param name="Seconds">Length of one run, in seconds.</param>
/// <param name="Rounds">Rounds; both servers run in each one, so that a drift of the machine affects both.</param>
/// <param name="Connections">Connections that send at the same time.</param>
internal sealed record Plan(int Seconds, int Rounds, int Connections);

/// <summary>Compares the mock with a bare Kestrel endpoint that does the same work, in the same run.</summary>
internal static class Comparison
{
    private const int WarmUpRequests = 60_000;
    private const int MaxWarmUps = 20;

    public static async Task<int> RunAsync(Plan plan)
    {
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, {plan.Connections} connections, {plan.Rounds} rounds of {plan.Seconds} s; "
            + "load and servers share the machine");
        await using var mock = await ServerProcess.StartAsync("mock");
        await using var bare = await ServerProcess.StartAsync("bare");
        await CompareAsync(
            "command",
            plan,
            mock,
            await Load.CommandRequestAsync(mock.Address),
            bare,
            await Load.CommandRequestAsync(bare.Address));
        await CompareAsync("token", plan, mock, Load.TokenRequest, bare, Load.TokenRequest);
        await CompareAsync(
            "refusal",
            plan,
            mock,
            await Load.RefusedRequestAsync(mock.Address),
            bare,
            await Load.RefusedRequestAsync(bare.Address),
            400);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory of the mock at the end: {mock.Memory / 1024 / 1024} MB"));
        return 0;
    }

    private static async Task CompareAsync(
        string name,
        Plan plan,
        ServerProcess mock,
        byte[] toMock,
        ServerProcess bare,
        byte[] toBare,
        int status = 200)
    {
        await WarmUpAsync(mock, toMock, plan.Connections, status);
        await WarmUpAsync(bare, toBare, plan.Connections, status);
        var mocks = new List<Measured>();
        var bares = new List<Measured>();
        for (var round = 0; round < plan.Rounds; round++)
        {
            mocks.Add(await Load.RunAsync(mock, toMock, plan.Connections, TimeSpan.FromSeconds(plan.Seconds), status));
            bares.Add(await Load.RunAsync(bare, toBare, plan.Connections, TimeSpan.FromSeconds(plan.Seconds), status));
            Print($"{name} round {round + 1}", "mock", mocks[^1]);
            Print($"{name} round {round + 1}", "bare", bares[^1]);
        }

        // Compare runs that follow each other, because the speed of the machine drifts.
        var ratio = Median(mocks.Zip(bares, (one, other) => one.PerSecond / other.PerSecond));
        var work = Median(
            mocks.Select(each => each.ServerWork.TotalMicroseconds)) / Median(bares.Select(each => each.ServerWork.TotalMicroseconds));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: mock / bare = {ratio:F2} in requests per second, {work:F2} in server CPU time per request "
            + $"(medians of {plan.Rounds} rounds)"));
    }

    // By number of requests, not only by time: on a busy machine the JIT compiler needs longer.
    private static async Task WarmUpAsync(ServerProcess server, byte[] request, int connections, int status)
    {
        var sent = 0.0;
        for (var run = 0; run < MaxWarmUps && sent < WarmUpRequests; run++)
        {
            sent += 2 * (await Load.RunAsync(server, request, connections, TimeSpan.FromSeconds(2), status)).PerSecond;
        }
    }

    private static void Print(string name, string server, Measured measured) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-16} {server} {measured.PerSecond,9:F0} req/s   p50 {measured.Median.TotalMilliseconds,6:F2} ms   "
            + $"p99 {measured.Slowest.TotalMilliseconds,6:F2} ms   {measured.ServerWork.TotalMicroseconds,5:F1} us server CPU time"));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>Cost of one request in the engine, without the network.</summary>
/// <param name="Work">Processor time per request.</param>
/// <param name="Bytes">Bytes allocated per request.</param>
internal sealed record Cost(TimeSpan Work, double Bytes)
{
    /// <summary>Measures the sequential handling of a request.</summary>
    public static Cost Measure(PartnerApiMock mock, ApiRequest request, int count)
    {
        var work = Environment.CpuUsage.TotalTime;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        for (var sent = 0; sent < count; sent++)
        {
            if (mock.Answer(request) is { Status: not (200 or 400) } reply)
            {
                throw new InvalidOperationException(reply.Text());
            }
        }

        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new((Environment.CpuUsage.TotalTime - work) / count, (double)bytes / count);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Work.TotalMicroseconds,6:F1} us  {Bytes,7:F0} bytes");
}

/// <summary>A mock in this process, with the requests of the measurement.</summary>
internal sealed record Target(PartnerApiMock Mock, ApiRequest Command, ApiRequest Token, ApiRequest Refused)
{
    public static Target Create(PartnerApiMock mock)
    {
        var token = (string)JsonNode.Parse(mock.Answer(Load.TokenCall).Body.Span)!["access_token"]!;
        return new(mock, Load.CommandCall(token), Load.TokenCall, Load.RefusedCall(token));
    }
}

/// <summary>Prints the cost of a command, a token request and a refusal.</summary>
internal static class EngineCost
{
    private const int Count = 25_000;
    private const int Rounds = 6;

    public static async Task<int> PrintAsync(string only = "")
    {
        await using var mock = await Servers.StartMockAsync();
        var target = Target.Create(mock);
        for (var round = 0; round < Rounds; round++)
        {
            (string, ApiRequest)[] requests = [("command", target.Command), ("token", target.Token), ("refusal", target.Refused)];
            foreach (var (name, request) in requests)
            {
                if (name.StartsWith(only, StringComparison.Ordinal))
                {
                    Console.WriteLine($"{name,-8} {Cost.Measure(mock, request, Count)}");
                }
            }
        }

        return 0;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>What one request costs the engine itself, without the wire.</summary>
/// <param name="Work">Processor time per request.</param>
/// <param name="Bytes">Bytes allocated per request.</param>
internal sealed record Cost(TimeSpan Work, double Bytes);

/// <summary>Asks a mock in this process, one request after the other.</summary>
internal static class EngineCost
{
    public static Cost Of(PartnerApiMock mock, ApiRequest request, int count)
    {
        using var process = Process.GetCurrentProcess();
        var work = process.TotalProcessorTime;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        for (var sent = 0; sent < count; sent++)
        {
            if (mock.Answer(request) is not { Status: 200 } and { } reply)
            {
                throw new InvalidOperationException(reply.Text());
            }
        }

        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        process.Refresh();
        return new((process.TotalProcessorTime - work) / count, (double)bytes / count);
    }

    public static async Task<int> PrintAsync(string only = "")
    {
        await using var mock = await Servers.StartMockAsync();
        var token = Load.TokenCall;
        var command = Load.CommandCall((string)JsonNode.Parse(mock.Answer(token).Body.Span)!["access_token"]!);
        foreach (var (name, request) in (ReadOnlySpan<(string, ApiRequest)>)[("command", command), ("token", token)])
        {
            for (var round = name.StartsWith(only, StringComparison.Ordinal) ? 0 : 6; round < 6; round++)
            {
                mock.Reset();
                var cost = Of(mock, request, 25_000);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-8} {cost.Work.TotalMicroseconds,6:F1} us  {cost.Bytes,7:F0} bytes"));
            }
        }

        return 0;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>Measures whether the cost of a request depends on the size of the contract, the number of sessions or issued tokens.</summary>
internal static class Flatness
{
    private const int Tokens = 1_000_000;
    private const int Count = 20_000;
    private const int WarmUps = 3;
    private const int Rounds = 9;

    public static async Task<int> PrintAsync()
    {
        Console.WriteLine($"processor time of the engine per request, median of {Rounds} interleaved rounds of {Count} requests");
        await using var usual = await Servers.StartMockAsync();
        await using var narrow = await Servers.StartMockAsync(Narrow());
        await using var crowded = await Servers.StartMockAsync();
        for (var created = 1; created < SessionRegistry.Max; created++)
        {
            crowded.Sessions.Create(new());
        }

        Compare($"{narrow.Contract.Operations.Length} or {usual.Contract.Operations.Length} operations", narrow, usual);
        Compare($"1 or {crowded.Sessions.Count} sessions", usual, crowded);
        await using var old = await Servers.StartMockAsync();
        Cost.Measure(old, Load.TokenCall, Tokens);
        Compare($"0 or {Tokens} tokens issued before", usual, old);
        return 0;
    }

    private static void Compare(string what, PartnerApiMock few, PartnerApiMock many)
    {
        var (left, right) = (Target.Create(few), Target.Create(many));
        Compare($"{what}, command", () => Cost.Measure(few, left.Command, Count), () => Cost.Measure(many, right.Command, Count));
        Compare($"{what}, token", () => Cost.Measure(few, left.Token, Count), () => Cost.Measure(many, right.Token, Count));
    }

    private static void Compare(string what, Func<Cost> few, Func<Cost> many)
    {
        var (fews, manys) = (new List<double>(), new List<double>());
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var (left, right) = (few(), many());
            if (round >= WarmUps)
            {
                fews.Add(left.Work.TotalMicroseconds);
                manys.Add(right.Work.TotalMicroseconds);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-44} {Comparison.Median(fews),6:F1} us  {Comparison.Median(manys),6:F1} us  "
            + $"ratio {Comparison.Median(manys.Zip(fews, (right, left) => right / left)):F2}"));
    }

    // Token endpoint and transfers; the referenced product is created directly.
    private static Contract Narrow()
    {
        var document = JsonNode.Parse(ContractFile.V1().Document)!;
        var paths = document["paths"]!.AsObject();
        foreach (var path in paths.Select(path => path.Key).Where(path => path is not ("/oauth2/token" or "/transfers")).ToArray())
        {
            paths.Remove(path);
        }

        document["components"]!["schemas"]!["TransferData"]!["properties"]!["customerProductId"]!.AsObject().Remove("x-references");
        return ContractFile.Parse("two operations", document.ToJsonString());
    }
}

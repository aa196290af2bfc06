using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>Measures the time from the start of the program to its first response.</summary>
internal static partial class StartUp
{
    private const int Starts = 7;

    public static async Task<int> PrintAsync(string program, string[] arguments)
    {
        var times = new List<double>();
        for (var start = 0; start < Starts; start++)
        {
            times.Add((await OnceAsync(program, arguments)).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"first response after {Comparison.Median(times):F0} ms (median of {Starts}; {times.Min():F0} to {times.Max():F0}): "
            + $"{Path.GetFileName(program)} {string.Join(' ', arguments)}"));
        return 0;
    }

    private static async Task<TimeSpan> OnceAsync(string program, string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo(program, [.. arguments, "--port", "0", "--control-port", "0"]) { RedirectStandardOutput = true })!;
        try
        {
            using var connection = await LoadConnection.OpenAsync(await AddressAsync(process.StandardOutput));
            await connection.SendAsync(Load.TokenRequest);
            return Stopwatch.GetElapsedTime(start);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (Address().Match(line) is { Success: true } match)
            {
                return new(match.Value);
            }
        }

        throw new InvalidOperationException("the mock printed no address");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}

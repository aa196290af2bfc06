using System.Globalization;
using PartnerApi.HttpTrace;

namespace PartnerApi.Mock.Faults;

/// <summary>The request header that simulates a fault for that request only: <c>X-Mock-Fault: 5xx-once; status=500</c>.</summary>
public static class FaultHeader
{
    /// <summary>Reads the header.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="order">The order; null when the header was not sent.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(HeaderList headers, out FaultOptions? order)
    {
        order = null;
        if (headers.First(FaultPlan.Header) is not { } text)
        {
            return null;
        }

        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var read = new FaultOptions { Kind = parts.FirstOrDefault() ?? "", Operation = FaultScope.Any };
        foreach (var part in parts.Skip(1))
        {
            if (With(read, part) is not { } next)
            {
                return "each parameter must be one of seconds, status, jitter, seed, count, followed by '=' and a number";
            }

            read = next;
        }

        order = read;
        return read.Validate()
            ?? (FaultKind.All[read.Kind].IsOfWebhooks
                ? $"'{read.Kind}' affects notifications, not this response; add it with a control call (POST …/faults)"
                : null);
    }

    private static FaultOptions? With(FaultOptions order, string part) =>
        part.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var text]
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && Math.Abs(number) <= 1_000_000
            ? name switch
            {
                "seconds" => order with { Seconds = number },
                "jitter" => order with { Jitter = number },
                "status" => order with { Status = (int)number },
                "seed" => order with { Seed = (int)number },
                "count" => order with { Count = (int)number },
                _ => null,
            }
            : null;
}

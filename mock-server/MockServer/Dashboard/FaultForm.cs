using System.Globalization;
using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Faults;

namespace PartnerApi.Mock.Dashboard;

/// <summary>Reads the form that creates a fault. An empty field selects the default; a field that is not a number is an error.</summary>
internal static class FaultForm
{
    private static readonly string[] Integers = ["times", "count", "status", "seed"];
    private static readonly string[] Numbers = ["seconds", "jitter", "probability"];

    /// <summary>Reads the form.</summary>
    /// <returns>What is wrong with the form; null when it is valid.</returns>
    public static string? Read(IFormCollection form, out FaultOptions order)
    {
        var defaults = new FaultOptions { Kind = form["kind"].ToString() };
        order = defaults with
        {
            Operation = Text(form, "operation"),
            Times = (int?)Number(form, "times"),
            Count = (int?)Number(form, "count") ?? defaults.Count,
            Status = (int?)Number(form, "status") ?? defaults.Status,
            Seed = (int?)Number(form, "seed") ?? defaults.Seed,
            Seconds = Number(form, "seconds") ?? defaults.Seconds,
            Jitter = Number(form, "jitter") ?? defaults.Jitter,
            Probability = Number(form, "probability") ?? defaults.Probability,
        };
        if (Integers.FirstOrDefault(name => Text(form, name) is { } text && !IsInteger(text)) is { } integer)
        {
            return $"\"{integer}\" must be a whole number";
        }

        return Numbers.FirstOrDefault(name => Text(form, name) is not null && Number(form, name) is null) is { } number
            ? $"\"{number}\" must be a number"
            : order.Validate();
    }

    private static bool IsInteger(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static string? Text(IFormCollection form, string name) => form[name].ToString() is { Length: > 0 } text ? text : null;

    private static double? Number(IFormCollection form, string name) =>
        double.TryParse(form[name].ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

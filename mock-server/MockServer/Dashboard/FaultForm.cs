using System.Globalization;
using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Faults;

namespace PartnerApi.Mock.Dashboard;

/// <summary>The form that orders a fault. A field left empty is as usual; one that is no number is a mistake, not a wish passed over.</summary>
internal static class FaultForm
{
    private static readonly string[] Whole = ["times", "count", "status", "seed"];
    private static readonly string[] Broken = ["seconds", "jitter", "probability"];

    /// <summary>Reads the form.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(IFormCollection form, out FaultOrder order)
    {
        var usual = new FaultOrder { Kind = form["kind"].ToString() };
        order = usual with
        {
            Operation = Text(form, "operation"),
            Times = (int?)Number(form, "times"),
            Count = (int?)Number(form, "count") ?? usual.Count,
            Status = (int?)Number(form, "status") ?? usual.Status,
            Seed = (int?)Number(form, "seed") ?? usual.Seed,
            Seconds = Number(form, "seconds") ?? usual.Seconds,
            Jitter = Number(form, "jitter") ?? usual.Jitter,
            Probability = Number(form, "probability") ?? usual.Probability,
        };
        return Whole.FirstOrDefault(name => Text(form, name) is { } text && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) is { } whole ? $"'{whole}' must be a whole number"
            : Broken.FirstOrDefault(name => Text(form, name) is not null && Number(form, name) is null) is { } broken ? $"'{broken}' must be a number"
            : order.Mistake();
    }

    private static string? Text(IFormCollection form, string name) => form[name].ToString() is { Length: > 0 } text ? text : null;

    private static double? Number(IFormCollection form, string name) =>
        double.TryParse(form[name].ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

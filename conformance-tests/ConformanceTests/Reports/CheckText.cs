using System.Collections.Immutable;
using System.Text;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports;

/// <summary>A check in words: what is asked for, what was sent, what was expected, what came, and how to try it by hand.</summary>
public static class CheckText
{
    private const int MaxBodyLength = 1500;

    /// <summary>The verdict as reports spell it.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>Its name in capitals.</returns>
    public static string Name(Verdict verdict) => verdict switch
    {
        Verdict.NotApplicable => "NOT-APPLICABLE",
        Verdict.HarnessError => "HARNESS-ERROR",
        _ => verdict.ToString().ToUpperInvariant(),
    };

    /// <summary>A check in one line.</summary>
    /// <param name="check">The check.</param>
    /// <returns>The line.</returns>
    public static string Line(CheckResult check) =>
        $"{Name(check.Verdict)} {check.Id}: {check.Actual}{(check.Because is { } because ? $" ({because})" : "")}";

    /// <summary>A check with everything that is known about it.</summary>
    /// <param name="check">The check.</param>
    /// <param name="exchanges">The run's exchanges.</param>
    /// <returns>Several lines.</returns>
    public static string Describe(CheckResult check, ImmutableArray<RecordedExchange> exchanges)
    {
        var text = new StringBuilder()
            .AppendLine($"{Name(check.Verdict)} {check.Id}")
            .AppendLine($"  {check.Source} ({check.Level.ToString().ToLowerInvariant()}): {check.Statement}");
        var exchange = exchanges.FirstOrDefault(one => one.Number == (check.Judged ?? -1));
        if (exchange is not null)
        {
            AppendSent(text, exchange);
        }

        text.AppendLine($"  expected  {check.Expected}").AppendLine($"  came      {check.Actual}");
        if (check.Because is { } because)
        {
            text.AppendLine($"  because   {because}");
        }

        if (exchange is not null)
        {
            AppendCame(text, exchange);
        }

        return text.ToString().TrimEnd();
    }

    private static void AppendSent(StringBuilder text, RecordedExchange exchange)
    {
        text.AppendLine($"  sent      {exchange.RequestLine}");
        AppendLines(text, exchange.RequestHeaders, exchange.RequestBody);
    }

    private static void AppendCame(StringBuilder text, RecordedExchange exchange)
    {
        text.AppendLine($"  reply     {exchange.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? exchange.Failure}");
        AppendLines(text, exchange.ReplyHeaders, exchange.ReplyBody);
        text.AppendLine($"  try it    {exchange.Curl}");
    }

    private static void AppendLines(StringBuilder text, ImmutableArray<string> headers, string body)
    {
        foreach (var header in headers)
        {
            text.AppendLine($"            {header}");
        }

        if (body.Length > 0)
        {
            var shown = body.Length > MaxBodyLength ? body[..MaxBodyLength] + $"… ({body.Length} characters)" : body;
            text.AppendLine($"            {shown.ReplaceLineEndings("\n            ")}");
        }
    }
}

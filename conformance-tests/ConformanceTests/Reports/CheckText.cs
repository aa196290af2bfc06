using System.Collections.Immutable;
using System.Text;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Reports;

/// <summary>A check in words: requirement, request, expected and actual answer, and a curl line to repeat it.</summary>
public static class CheckText
{
    private const int MaxBodyLength = 1500;

    /// <summary>The verdict as reports show it.</summary>
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
        $"{Name(check.Verdict)} {check.Id} [{Grounds(check)}]: {check.Actual}{(check.Because is { } because ? $" ({because})" : "")}";

    /// <summary>Checks that have one cause.</summary>
    /// <param name="checks">One check or more.</param>
    /// <param name="exchanges">The run's exchanges.</param>
    /// <returns>Several lines.</returns>
    public static string Describe(ImmutableArray<CheckResult> checks, ImmutableArray<RecordedExchange> exchanges)
    {
        if (checks is [var single])
        {
            return Describe(single, exchanges);
        }

        var text = new StringBuilder().AppendLine($"{Name(checks[0].Verdict)} {checks.Length} checks, for one reason");
        foreach (var check in checks)
        {
            text.AppendLine($"  check     {check.Id}: {check.Statement}");
        }

        text.AppendLine($"  actual    {checks[0].Actual}");
        if (checks[0].Because is { } because)
        {
            text.AppendLine($"  reason    {because}");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>What would make untestable must-checks testable.</summary>
    /// <param name="result">The run.</param>
    /// <returns>Several lines; empty when all must-checks could be tested.</returns>
    public static string Remedies(RunResult result)
    {
        var causes = Summary.Remedies(result).ToList();
        if (causes.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder().AppendLine(
            $"{Summary.Count(causes.Sum(cause => cause.Count()), "must-check")} could not be tested. To test them:");
        foreach (var cause in causes)
        {
            text.AppendLine($"  - {cause.Key}").AppendLine($"    (UNTESTABLE {string.Join(", ", cause.Select(check => check.Id))})");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>A check with everything that is known about it.</summary>
    /// <param name="check">The check.</param>
    /// <param name="exchanges">The run's exchanges.</param>
    /// <returns>Several lines.</returns>
    public static string Describe(CheckResult check, ImmutableArray<RecordedExchange> exchanges)
    {
        var text = new StringBuilder()
            .AppendLine($"{Name(check.Verdict)} {check.Id}")
            .AppendLine($"  {check.Source} ({Summary.Name(check.Level)}, {Grounds(check)}): {check.Statement}");
        var exchange = exchanges.FirstOrDefault(one => one.Number == (check.Judged ?? -1));
        if (exchange is not null)
        {
            AppendRequest(text, exchange);
        }

        text.AppendLine($"  expected  {check.Expected}").AppendLine($"  actual    {check.Actual}");
        if (check.Because is { } because)
        {
            text.AppendLine($"  reason    {because}");
        }

        if (exchange is not null)
        {
            AppendResponse(text, exchange);
        }

        return text.ToString().TrimEnd();
    }

    private static string Grounds(CheckResult check) => $"{Summary.Name(check.Basis)}, evidence {Summary.Name(check.Evidence)}";

    private static void AppendRequest(StringBuilder text, RecordedExchange exchange)
    {
        text.AppendLine($"  request   {exchange.RequestLine}");
        AppendLines(text, exchange.RequestHeaders, exchange.RequestBody);
    }

    private static void AppendResponse(StringBuilder text, RecordedExchange exchange)
    {
        text.AppendLine($"  response  {exchange.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? exchange.Failure}");
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

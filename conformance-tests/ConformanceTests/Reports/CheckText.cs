using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Reports;

/// <summary>A check in words: requirement, request, expected and actual answer, and a curl line to repeat it.</summary>
public static class CheckText
{
    private const int MaxBodyLength = 1500;
    private const int MaxHeaders = 20;
    private const int MaxHeaderLength = 300;
    private const int MaxLineLength = 1_500;
    private const int MaxReasonLength = 4_500;
    private const string Indent = "            ";

    // No line of a body or a header field starts a command of a build server or a terminal.
    private const string Mark = Indent + "| ";

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
    public static string Line(CheckResult check) => Log(
        $"{Name(check.Verdict)} {check.Id} [{Grounds(check)}]: {check.Actual}{(check.Because is { } because ? $" ({because})" : "")}");

    /// <summary>One line for a log: bounded, visible, and without a command of a build server.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The line.</returns>
    internal static string Log(string line) => VisibleText.EscapeLogLine(line, MaxLineLength);

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

        AppendReason(text.AppendLine(Log($"  actual    {checks[0].Actual}")), checks[0]);

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
            text.AppendLine(Log($"  - {cause.Key}")).AppendLine($"    (UNTESTABLE {string.Join(", ", cause.Select(check => check.Id))})");
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

        AppendReason(text.AppendLine(Log($"  expected  {check.Expected}")).AppendLine(Log($"  actual    {check.Actual}")), check);

        if (exchange is not null)
        {
            AppendResponse(text, exchange);
        }

        return text.ToString().TrimEnd();
    }

    private static string Grounds(CheckResult check) => $"{Summary.Name(check.Basis)}, evidence {Summary.Name(check.Evidence)}";

    // Several lines for an exception of the suite itself.
    private static void AppendReason(StringBuilder text, CheckResult check)
    {
        if (check.Because is not { } because)
        {
            return;
        }

        var lines = Shortened(because, MaxReasonLength).ReplaceLineEndings("\n").Split('\n', 2);
        text.AppendLine($"  reason    {VisibleText.EscapeLogLine(lines[0])}");
        if (lines is [_, var rest])
        {
            AppendMarked(text, rest);
        }
    }

    private static void AppendRequest(StringBuilder text, RecordedExchange exchange)
    {
        text.AppendLine(Log($"  request   {exchange.RequestLine}"));
        AppendLines(text, exchange.RequestHeaders, exchange.RequestBody);
    }

    private static void AppendResponse(StringBuilder text, RecordedExchange exchange)
    {
        text.AppendLine(Log($"  response  {exchange.Status?.ToString(CultureInfo.InvariantCulture) ?? exchange.Failure}"));
        AppendLines(text, exchange.ReplyHeaders, exchange.ReplyBody);
        text.AppendLine($"  try it    {VisibleText.EscapeCommands(exchange.Curl)}");
    }

    private static void AppendLines(StringBuilder text, ImmutableArray<string> headers, string body)
    {
        foreach (var header in headers.Take(MaxHeaders))
        {
            AppendMarked(text, VisibleText.EscapeLine(header, MaxHeaderLength));
        }

        if (headers.Length > MaxHeaders)
        {
            AppendMarked(text, $"… ({headers.Length} header fields)");
        }

        if (body.Length > 0)
        {
            AppendMarked(text, Shortened(body, MaxBodyLength));
        }
    }

    private static void AppendMarked(StringBuilder text, string lines) =>
        text.AppendLine(VisibleText.EscapeCommands(VisibleText.MarkLines(lines, Mark)));

    private static string Shortened(string text, int max) =>
        text.Length <= max ? text : text[..max] + $"… ({text.Length} characters)";
}

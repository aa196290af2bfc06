using System.Text;
using System.Text.Json;

namespace PartnerApi.Conformance.Reports.Comparison;

/// <summary>Two runs side by side, in words and as JSON.</summary>
public static class ComparisonText
{
    private static readonly JsonSerializerOptions Form = ReportJson.WithEnums(JsonNamingPolicy.KebabCaseLower);

    /// <summary>In words: one part per kind of change, worst first.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <returns>Several lines.</returns>
    public static string Words(RunComparison comparison)
    {
        var text = new StringBuilder()
            .AppendLine(CheckText.Log($"before  {comparison.Before.Outcome.Answer}"))
            .AppendLine(CheckText.Log($"after   {comparison.After.Outcome.Answer}"));
        if (comparison.Before.Target != comparison.After.Target)
        {
            text.AppendLine("The two runs judged different targets or contracts.");
        }

        foreach (var kind in comparison.Changes.GroupBy(change => change.Change))
        {
            text.AppendLine().AppendLine($"{Title(kind.Key)} ({kind.Count()}):");
            foreach (var change in kind)
            {
                text.AppendLine(CheckText.Log(
                    $"  {change.Id}: {change.Before ?? "none"} → {change.After ?? "none"}: {change.Actual}"));
            }
        }

        return text.AppendLine().AppendLine(Answer(comparison)).ToString().ReplaceLineEndings("\n");
    }

    /// <summary>As JSON.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <returns>One object.</returns>
    public static string Json(RunComparison comparison) => ReportJson.Write(
        new
        {
            Before = new { comparison.Before.Target, comparison.Before.Run, comparison.Before.Outcome },
            After = new { comparison.After.Target, comparison.After.Run, comparison.After.Outcome },
            comparison.IsWorse,
            comparison.Changes,
        },
        Form);

    private static string Answer(RunComparison comparison) => comparison switch
    {
        { Changes.IsEmpty: true } => "Nothing changed.",
        { IsWorse: true } => "Something fails that did not before.",
        _ => "Nothing fails that did not before.",
    };

    private static string Title(Change change) => change switch
    {
        Change.NewlyFailing => "Newly failing",
        _ => change.ToString(),
    };
}

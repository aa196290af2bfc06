using System.Security.Cryptography;
using System.Text;
using PartnerApi.Mock.Grading;

namespace PartnerApi.Mock.Pages;

/// <summary>The grade card as one HTML page that needs nothing else.</summary>
internal static class GradePage
{
    // A browser reads every line end as this one before it counts the hash.
    private static readonly string Style = PageTemplates.Read("dashboard.css").ReplaceLineEndings("\n");

    /// <summary>What the page may load and run: its own style, known by its hash, and nothing else.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'";

    public static string Render(GradeCard card, FailOn failOn)
    {
        var values = new Dictionary<string, object?>
        {
            ["session"] = card.Session,
            ["at"] = card.At,
            ["exchanges"] = card.Exchanges,
            ["style"] = Style,
            ["policy"] = Policy,
        };
        Card(card, failOn, values);
        return PageTemplates.Render("grade-alone", values);
    }

    /// <summary>Puts a grade card into the values of a page.</summary>
    public static void Card(GradeCard card, FailOn failOn, Dictionary<string, object?> values)
    {
        values["sentence"] = GradeFormats.Sentence(card, failOn);
        values["passes"] = card.Shortcomings(failOn).IsEmpty;
        values["passed"] = card.Count(RuleVerdict.Pass);
        values["failed"] = card.Count(RuleVerdict.Fail);
        values["unseen"] = card.Count(RuleVerdict.NotObserved);
        values["marks"] = Results(card);
    }

    private static object[] Results(GradeCard card) =>
    [
        .. card.Results.Select(mark => new Dictionary<string, object?>
        {
            ["rule"] = mark.Rule,
            ["title"] = mark.Title,
            ["statement"] = mark.Statement,
            ["level"] = GradeFormats.Word(mark.Level),
            ["verdict"] = RuleVerdicts.Name(mark.Verdict),
            ["kind"] = mark.Verdict switch { RuleVerdict.Pass => "v-pass", RuleVerdict.Fail => "v-fail", _ => "v-unseen" },
            ["reason"] = mark.Reason,
            ["evidence"] = mark.Evidence.ToArray(),
            ["exercise"] = mark.Exercise,
        }),
    ];
}

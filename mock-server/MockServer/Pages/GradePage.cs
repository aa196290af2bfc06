using System.Security.Cryptography;
using System.Text;
using PartnerApi.Mock.Grading;

namespace PartnerApi.Mock.Pages;

/// <summary>The grade card as one self-contained HTML page.</summary>
internal static class GradePage
{
    // Browsers normalize line ends before they compute the hash.
    private static readonly string Style = PageTemplates.Read("dashboard.css").ReplaceLineEndings("\n");

    /// <summary>Content Security Policy of the page: only its own style, identified by its hash.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Hash(Style)}'; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

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

    /// <summary>Adds a grade card to the values of a page.</summary>
    public static void Card(GradeCard card, FailOn failOn, Dictionary<string, object?> values)
    {
        values["sentence"] = GradeFormats.Sentence(card, failOn);
        values["passes"] = card.Shortcomings(failOn).IsEmpty;
        values["passed"] = card.Count(RuleVerdict.Pass);
        values["failed"] = card.Count(RuleVerdict.Fail);
        values["notObserved"] = card.Count(RuleVerdict.NotObserved);
        values["results"] = Results(card);
    }

    private static object[] Results(GradeCard card) =>
    [
        .. card.Results.Select(result => new Dictionary<string, object?>
        {
            ["rule"] = result.Rule,
            ["title"] = result.Title,
            ["statement"] = result.Statement,
            ["level"] = GradeFormats.Word(result.Level),
            ["verdict"] = RuleVerdicts.Name(result.Verdict),
            ["kind"] = result.Verdict switch { RuleVerdict.Pass => "v-pass", RuleVerdict.Fail => "v-fail", _ => "v-unseen" },
            ["reason"] = result.Reason,
            ["evidence"] = result.Evidence.ToArray(),
            ["exercise"] = result.Exercise,
        }),
    ];
}

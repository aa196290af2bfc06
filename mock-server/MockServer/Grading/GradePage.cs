using PartnerApi.Mock.Control.Dashboard;

namespace PartnerApi.Mock.Grading;

/// <summary>The grade card as one HTML page that needs nothing else.</summary>
internal static class GradePage
{
    public static string Render(GradeCard card, FailOn failOn) => PageTemplates.Render("grade-alone", new()
    {
        ["sentence"] = GradeFormats.Sentence(card, failOn),
        ["session"] = card.Session,
        ["at"] = card.At,
        ["exchanges"] = card.Exchanges,
        ["passes"] = card.Shortcomings(failOn).IsEmpty,
        ["marks"] = PageModels.Marks(card),
    });
}

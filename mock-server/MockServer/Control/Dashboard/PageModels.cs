using System.Globalization;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Pages;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control.Dashboard;

/// <summary>Turns what the mock knows into the plain values that pages show.</summary>
internal static class PageModels
{
    /// <summary>Puts a grade card into the values of a page.</summary>
    public static void Card(GradeCard card, FailOn failOn, Dictionary<string, object?> values)
    {
        values["sentence"] = GradeFormats.Sentence(card, failOn);
        values["passes"] = card.Shortcomings(failOn).IsEmpty;
        values["passed"] = card.Count(Verdict.Pass);
        values["failed"] = card.Count(Verdict.Fail);
        values["unseen"] = card.Count(Verdict.NotObserved);
        values["marks"] = Marks(card);
    }

    private static object[] Marks(GradeCard card) =>
    [
        .. card.Marks.Select(mark => new Dictionary<string, object?>
        {
            ["rule"] = mark.Rule,
            ["title"] = mark.Title,
            ["statement"] = mark.Statement,
            ["level"] = GradeFormats.Word(mark.Level),
            ["verdict"] = Words.Of(mark.Verdict),
            ["kind"] = mark.Verdict switch { Verdict.Pass => "v-pass", Verdict.Fail => "v-fail", _ => "v-unseen" },
            ["reason"] = mark.Reason,
            ["evidence"] = mark.Evidence.ToArray(),
            ["exercise"] = mark.Exercise,
        }),
    ];

    public static Dictionary<string, object?> Clock(Session session) => new()
    {
        ["moment"] = Moment(session.Clock.GetUtcNow()),
        ["now"] = session.Clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        ["frozen"] = session.Clock.IsFrozen,
    };

    public static Dictionary<string, object?> Session(Session one) => new()
    {
        ["id"] = one.Id,
        ["clients"] = string.Join(", ", one.ClientIds),
        ["exchanges"] = one.Journal.Last,
        ["faults"] = one.Faults.All.Length,
        ["frozen"] = one.Clock.IsFrozen,
        ["isDefault"] = one.Id == Sessions.Session.DefaultId,
    };

    public static object[] Faults(Session session) =>
    [
        .. session.Faults.All.Select(fault => new Dictionary<string, object?>
        {
            ["id"] = fault.Id,
            ["kind"] = fault.Kind.Name,
            ["scope"] = fault.Scope,
            ["left"] = fault.Left is { } left ? left.ToString(CultureInfo.InvariantCulture) : "always",
            ["spent"] = fault.Left == 0,
            ["summary"] = fault.Kind.Summary,
        }),
    ];

    public static object[] Kinds() =>
    [
        .. FaultKind.All.Values.OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(kind => new Dictionary<string, object?>
        {
            ["name"] = kind.Name,
            ["scope"] = kind.Scope,
            ["times"] = kind.Times?.ToString(CultureInfo.InvariantCulture) ?? "always",
            ["summary"] = kind.Summary,
        }),
    ];

    public static object[] Exercises() =>
    [
        .. Exercise.All.Select(exercise => new Dictionary<string, object?>
        {
            ["name"] = exercise.Name,
            ["rules"] = string.Join(", ", exercise.Rules),
            ["arranges"] = exercise.Arranges,
            ["then"] = exercise.Then,
        }),
    ];

    /// <summary>A time as machines write it.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

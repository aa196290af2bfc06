using System.Globalization;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Dashboard;

/// <summary>Converts the state of the mock to the values of pages.</summary>
internal static class PageModels
{
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
            ["summary"] = fault.Order.Describe(),
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

    /// <summary>A time in ISO 8601 format.</summary>
    public static string Moment(DateTimeOffset time) => ApiTime.Format(time);
}

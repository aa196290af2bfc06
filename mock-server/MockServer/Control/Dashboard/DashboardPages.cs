using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Control.Dashboard;

/// <summary>The pages of the dashboard. They are whole without script; the script only refreshes the parts that live.</summary>
/// <param name="mock">The mock.</param>
/// <param name="options">Its settings.</param>
internal sealed class DashboardPages(PartnerApiMock mock, MockOptions options)
{
    private const int LongestList = 200;

    public void Map(WebApplication app)
    {
        app.MapGet("/", (HttpRequest request) => Page(request, "journal", "Journal", (session, values) => Lines(session, request.Query, values)));
        app.MapGet("/exchange/{number:long}", (long number, HttpRequest request) => Page(request, "exchange", $"Exchange {number}", (session, values) => Exchange(session, number, values)));
        app.MapGet("/grade", (HttpRequest request) => Page(request, "grade", "Grade card", Grade));
        app.MapGet("/clock", (HttpRequest request) => Page(request, "clock", "Clock", (_, _) => null));
        app.MapGet("/faults", (HttpRequest request) => Page(request, "faults", "Faults", Faults));
        app.MapGet("/sessions", (HttpRequest request) => Page(request, "sessions", "Sessions", Sessions));
        app.MapGet("/rules", (HttpRequest request) => Page(request, "rules", "Rules", Rules));
        app.MapGet("/dashboard.css", () => Results.Text(PageTemplates.Read("dashboard.css"), "text/css; charset=utf-8"));
        app.MapGet("/dashboard.js", () => Results.Text(PageTemplates.Read("dashboard.js"), "text/javascript; charset=utf-8"));
        app.MapGet("/dashboard.svg", () => Results.Text(PageTemplates.Read("dashboard.svg"), "image/svg+xml"));
    }

    private IResult Page(HttpRequest request, string name, string title, Func<Session, Dictionary<string, object?>, string?> fill)
    {
        var id = request.Query["session"].ToString() is { Length: > 0 } named ? named : Session.DefaultId;
        var session = mock.Sessions.Find(id);
        var values = new Dictionary<string, object?>
        {
            ["title"] = title,
            ["page"] = name,
            ["session"] = session?.Id ?? Session.DefaultId,
            ["clock"] = PageModels.Clock(session ?? mock.Session),
            ["api"] = mock.ApiAddress.GetLeftPart(UriPartial.Authority),
            ["control"] = mock.ControlAddress!.GetLeftPart(UriPartial.Authority),
            ["query"] = request.Query.ToDictionary(pair => pair.Key, pair => (object?)pair.Value.ToString()),
            ["notice"] = request.Query["notice"].ToString(),
        };
        var problem = session is null ? "There is no such session any more; this is the default one." : fill(session, values);
        values["problem"] = problem;
        values["content"] = session is null ? "" : PageTemplates.Render(name, values);
        return Results.Text(PageTemplates.Render("layout", values), "text/html; charset=utf-8", statusCode: session is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    // Filters stand in the query of the page, as they do in that of the control call.
    private static string? Lines(Session session, IQueryCollection query, Dictionary<string, object?> values)
    {
        var mistake = JournalFilter.Read(Filters(query), out var filter);
        values["lines"] = filter.From(session.Journal).TakeLast(LongestList).Reverse().Select(PageModels.Line).ToArray();
        values["last"] = session.Journal.Last;
        return mistake;
    }

    private static QueryCollection Filters(IQueryCollection query) =>
        new(query.Where(pair => pair.Key is "rule" or "operation" or "status" or "refused").ToDictionary());

    private string? Exchange(Session session, long number, Dictionary<string, object?> values)
    {
        var exchange = session.Journal.Find(number);
        values["exchange"] = exchange is null ? null : PageModels.Whole(exchange, mock.ApiAddress);
        values["previous"] = session.Journal.Find(number - 1)?.Number;
        values["next"] = session.Journal.Find(number + 1)?.Number;
        return exchange is null ? "The journal does not keep this exchange: it was never there, or newer ones took its place." : null;
    }

    private static string? Grade(Session session, Dictionary<string, object?> values)
    {
        var card = GradeCard.Of(session);
        values["sentence"] = GradeFormats.Sentence(card, FailOn.NotObserved);
        values["marks"] = PageModels.Marks(card);
        values["exercises"] = PageModels.Exercises();
        return null;
    }

    private string? Faults(Session session, Dictionary<string, object?> values)
    {
        values["faults"] = PageModels.Faults(session);
        values["kinds"] = PageModels.Kinds();
        values["operations"] = mock.Contract.Operations.Select(operation => operation.Id).ToArray();
        return null;
    }

    private string? Sessions(Session session, Dictionary<string, object?> values)
    {
        values["count"] = mock.Sessions.Count;
        values["sessions"] = mock.Sessions.All.Take(LongestList).Select(one => new Dictionary<string, object?>
        {
            ["id"] = one.Id,
            ["clients"] = string.Join(", ", one.ClientIds),
            ["exchanges"] = one.Journal.Last,
            ["frozen"] = one.Clock.IsFrozen,
            ["isDefault"] = one.Id == Session.DefaultId,
        }).ToArray();
        return null;
    }

    private string? Rules(Session session, Dictionary<string, object?> values)
    {
        var catalogue = RequirementsFile.Embedded();
        values["token"] = Listed(options.TokenRules.Select(rule => rule.Requirement), catalogue);
        values["commands"] = Listed(options.CommandRules.Select(rule => rule.Requirement), catalogue);
        values["cards"] = GradeBook.Cards.Select(card => new Dictionary<string, object?> { ["id"] = card.Id, ["title"] = card.Title, ["statement"] = card.Statement, ["level"] = GradeFormats.Word(card.Level) }).ToArray();
        return null;
    }

    private static object[] Listed(IEnumerable<string> ids, RequirementCatalogue catalogue) =>
    [
        .. ids.Select(id => new Dictionary<string, object?> { ["id"] = id, ["statement"] = catalogue.Find(id)?.Statement ?? "", ["source"] = catalogue.Find(id)?.Source ?? "" }),
    ];
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Control;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Pages;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Dashboard;

/// <summary>The pages of the dashboard. They work without script; the script only refreshes the live parts.</summary>
/// <param name="mock">The mock.</param>
/// <param name="notices">The results of the forms.</param>
internal sealed class DashboardPages(RunningMock mock, Notices notices)
{
    private const int MaxListed = 200;

    public void Map(WebApplication app)
    {
        app.MapGet("/", (HttpRequest request) =>
            Page(request, "journal", "Journal", (session, values) => Lines(session, request.Query, values)));
        app.MapGet("/exchange/{number:long}", (long number, HttpRequest request) =>
            Page(request, "exchange", $"Exchange {number}", (session, values) => Exchange(session, number, values)));
        app.MapGet("/grade", (HttpRequest request) => Page(request, "grade", "Grade card", Grade));
        app.MapGet("/clock", (HttpRequest request) => Page(request, "clock", "Clock", (_, _) => null));
        app.MapGet("/faults", (HttpRequest request) => Page(request, "faults", "Faults", Faults));
        app.MapGet("/sessions", (HttpRequest request) =>
            Page(request, "sessions", "Sessions", (_, values) => Sessions(request.Query["id"].ToString(), values)));
        app.MapGet("/rules", (HttpRequest request) => Page(request, "rules", "Rules", Rules));
        app.MapGet("/dashboard.css", () => Results.Text(PageTemplates.Read("dashboard.css"), "text/css; charset=utf-8"));
        app.MapGet("/dashboard.js", () => Results.Text(PageTemplates.Read("dashboard.js"), "text/javascript; charset=utf-8"));
        app.MapGet("/dashboard.svg", () => Results.Text(PageTemplates.Read("dashboard.svg"), "image/svg+xml"));
    }

    private IResult Page(HttpRequest request, string name, string title, Func<Session, Dictionary<string, object?>, string?> fill)
    {
        var id = request.Query["session"].ToString() is { Length: > 0 } named ? named : Session.DefaultId;
        var session = mock.Sessions.Find(id);
        session?.RunDueTimers();
        var notice = notices.Find(request.Query["notice"].ToString());
        var values = new Dictionary<string, object?>
        {
            ["title"] = session is null ? "Unknown session" : title,
            ["page"] = name,
            ["session"] = session?.Id ?? Session.DefaultId,
            ["clock"] = PageModels.Clock(session ?? mock.Session),
            ["api"] = mock.ApiAddress.GetLeftPart(UriPartial.Authority),
            ["control"] = mock.ControlAddress!.GetLeftPart(UriPartial.Authority),
            ["query"] = request.Query.ToDictionary(pair => pair.Key, pair => (object?)VisibleText.Escape(pair.Value.ToString())),
            ["notice"] = notice?.Text,
            ["done"] = notice?.IsGood,
        };
        values["problem"] = session is null ? "Unknown session: it was never created, was deleted, or expired." : fill(session, values);
        values["content"] = session is null ? "" : PageTemplates.Render(name, values);
        return Results.Text(
            PageTemplates.Render("layout", values),
            "text/html; charset=utf-8",
            statusCode: session is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    // The query of the page has the same filters as the control API.
    private string? Lines(Session session, IQueryCollection query, Dictionary<string, object?> values)
    {
        var filters = Filters(query);
        var mistake = JournalFilter.Read(filters, out var filter);
        values["lines"] = filter.From(session.Journal).TakeLast(MaxListed).Reverse().Select(ExchangeModels.Line).ToArray();
        values["last"] = session.Journal.Last;
        values["on"] = session.Journal.IsOn;
        values["filtered"] = filters.Any(pair => pair.Value.ToString().Length > 0);
        values["operations"] = OperationIds;
        return mistake is null ? null : mistake + ".";
    }

    private string[] OperationIds =>
        [mock.Contract.Token.Id, .. mock.Contract.Operations.Select(operation => operation.Id).Where(id => id != mock.Contract.Token.Id)];

    private static QueryCollection Filters(IQueryCollection query) =>
        new(query.Where(pair => pair.Key is "rule" or "operation" or "status" or "refused").ToDictionary());

    private string? Exchange(Session session, long number, Dictionary<string, object?> values)
    {
        var exchange = session.Journal.Find(number);
        values["exchange"] = exchange is null ? null : ExchangeModels.Whole(exchange, mock.ApiAddress);
        values["previous"] = session.Journal.Find(number - 1)?.Number;
        values["next"] = session.Journal.Find(number + 1)?.Number;
        return exchange is null ? "The journal has no such exchange: it does not exist, or newer ones replaced it." : null;
    }

    private static string? Grade(Session session, Dictionary<string, object?> values)
    {
        GradePage.Card(GradeCard.From(session), FailOn.NotObserved, values);
        values["exercises"] = PageModels.Exercises();
        return null;
    }

    private string? Faults(Session session, Dictionary<string, object?> values)
    {
        values["faults"] = PageModels.Faults(session);
        values["kinds"] = PageModels.Kinds();
        values["operations"] = OperationIds;
        values["events"] = FaultEndpoints.EventTypes(mock.Contract).Distinct().ToArray();
        return null;
    }

    // The page does not create a session, because it would have to show the secret. It shows the call that creates one.
    private string? Sessions(string id, Dictionary<string, object?> values)
    {
        var mistake = id.Length == 0 ? null : new SessionRequest { Id = id }.Validate();
        values["count"] = mock.Sessions.Count;
        values["sessions"] = mock.Sessions.All.Take(MaxListed).Select(PageModels.Session).ToArray();
        values["order"] = id.Length == 0 || mistake is not null ? "{}" : $$"""{"id": "{{id}}"}""";
        values["guarded"] = mock.Options.ControlToken is not null;
        return mistake is null ? null : $"The name cannot be used: {mistake.Replace("'id'", "it", StringComparison.Ordinal)}.";
    }

    private string? Rules(Session session, Dictionary<string, object?> values)
    {
        var rules = new RuleList();
        values["route"] = rules.Show(Diagnosis.Explainer.Route);
        values["token"] = rules.Show(mock.Options.TokenRules.Select(rule => rule.Requirement));
        values["commands"] = rules.Show(mock.Options.CommandRules.Select(rule => rule.Requirement));
        values["cards"] = ClientGrader.Cards.Select(card => new Dictionary<string, object?>
        {
            ["id"] = card.Id,
            ["title"] = card.Title,
            ["statement"] = card.Statement,
            ["level"] = GradeFormats.Word(card.Level),
        }).ToArray();
        return null;
    }
}

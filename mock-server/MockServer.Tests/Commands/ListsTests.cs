using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Commands;

public sealed class ListsTests
{
    private readonly EngineUnderTest _engine = new();

    private static IEnumerable<TestCaseData> Pages() =>
        from operation in EngineUnderTest.Contract.Operations
        where operation.Resource?.Action == ResourceAction.List && operation.QueryParameters.Any(parameter => parameter.Name == "cursor")
        select new TestCaseData(operation).SetArgDisplayNames(operation.Id);

    [TestCaseSource(nameof(Pages))]
    public void Page_by_page_everything_comes_once(Operation list)
    {
        var request = _engine.Requests.Of(list);
        var type = list.Resource!.Type;
        var owner = list.Resource.Parent is null
            ? null
            : request.Path.Split('/')[Array.IndexOf(list.Path.Split('/'), $"{{{list.Resource.Parent}}}")];
        var before = _engine.Session.Resources.Page(type, owner, 0, 1000).Length;
        for (var count = 0; count < 7; count++)
        {
            _engine.Session.Resources.Upsert(type, $"mine {count}", owner, new JsonObject(GoodRequests.Asked(list.Id)));
            _engine.Session.Resources.Upsert(type, $"other {count}", owner is null
                ? null
                : "somebody else", new JsonObject(GoodRequests.Asked(list.Id)));
        }

        var pages = PageSizes(request, limit: 3);

        Assert.That(pages.Sum(), Is.EqualTo(before + (owner is null ? 14 : 7)));
        Assert.That(pages[..^1], Is.All.EqualTo(3));
    }

    [Test]
    public void The_default_page_holds_twenty()
    {
        for (var count = 0; count < 30; count++)
        {
            _engine.Session.Resources.Upsert("savingsPlan", $"plan {count}", null, []);
        }

        var page = EngineUnderTest.Json(_engine.Answer(_engine.Requests.Of("listSavingsPlans") with { Query = "" }));

        Assert.That((page["data"]!.AsArray().Count, (int?)page["pagination"]!["limit"]), Is.EqualTo((20, (int?)20)));
    }

    [Test]
    public void A_cursor_whose_object_is_gone_goes_on_behind_it()
    {
        for (var count = 0; count < 6; count++)
        {
            _engine.Session.Resources.Upsert("savingsPlan", $"plan {count}", null, new JsonObject { ["savingPlanId"] = $"plan {count}" });
        }

        var first = EngineUnderTest.Json(_engine.Answer(_engine.Requests.Of("listSavingsPlans") with { Query = "limit=3" }));
        _engine.Session.Resources.Remove("savingsPlan", "plan 2");
        var cursor = Uri.EscapeDataString((string)first["pagination"]!["cursor"]!);
        var second = EngineUnderTest.Json(
            _engine.Answer(_engine.Requests.Of("listSavingsPlans") with { Query = $"limit=3&cursor={cursor}" }));

        Assert.That(
            string.Join(", ", second["data"]!.AsArray().Select(plan => (string?)plan!["savingPlanId"])),
            Is.EqualTo("plan 3, plan 4, plan 5"));
    }

    [Test]
    public void An_order_is_listed_under_its_wallet()
    {
        var list = _engine.Requests.Of("listDigitalOrders");
        var wallet = list.Path.Split('/')[2];
        var create = _engine.Requests.Of("createDigitalMarketOrder");
        var body = JsonNode.Parse(create.Body.Span)!;
        body["walletCustomerProductId"] = wallet;
        _engine.Answer(create with { Body = EngineUnderTest.Bytes(body.ToJsonString()) });

        Assert.That(EngineUnderTest.Json(_engine.Answer(list))["data"]!.AsArray(), Has.Count.EqualTo(1));
    }

    private List<int> PageSizes(ApiRequest request, int limit)
    {
        var asked = string.Join('&', request.Query.Split('&').Where(pair => !pair.StartsWith("limit=", StringComparison.Ordinal)));
        var sizes = new List<int>();
        for (string? cursor = ""; cursor is not null && sizes.Count < 20;)
        {
            var reply = _engine.Answer(request with
            {
                Query =
                $"{request.Query.Replace("limit=20", "", StringComparison.Ordinal)}&limit={limit}&cursor={Uri.EscapeDataString(cursor)}"
            });
            var page = EngineUnderTest.Json(reply);
            sizes.Add(page["data"]!.AsArray().Count);
            cursor = (string?)page["pagination"]?["cursor"];
        }

        return sizes;
    }
}

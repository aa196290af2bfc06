using NUnit.Framework;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Faults;

/// <summary>How often, where and for whom a failure fires.</summary>
internal sealed class FaultCounts
{
    private static PartnerApiMock _mock = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() =>
        _mock = await Mocks.StartAsync("v1", options => options with { ControlAddress = new("http://127.0.0.1:0") });

    [OneTimeTearDown]
    public static async Task StopAsync() => await _mock.DisposeAsync();

    [TestCase(null, "503 200 200 200 200")]
    [TestCase(1, "503 200 200 200 200")]
    [TestCase(3, "503 503 503 200 200")]
    public async Task A_failure_fires_as_often_as_ordered(int? times, string expected)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        partner.Session.Faults.Add(new() { Kind = "5xx-once", Times = times });
        Assert.That(await StatusesAsync(partner, 5), Is.EqualTo(expected));
    }

    [TestCase("429-retry-after", "responds 429 with Retry-After: 7; the request is not executed")]
    [TestCase("slow-token", "delays the token response by 7 seconds")]
    [TestCase("5xx-once", "responds with 502; the request is not executed")]
    [TestCase("expire-after-n", "responds 401 with invalid_token after a token was used 9 times")]
    [TestCase("latency", "delays each response by 7 seconds plus a random time of at most 0.5 seconds (seed 3)")]
    [TestCase(
        "webhook-delay", "delays a notification by 7 seconds plus a random time of at most 0.5 seconds (seed 3) of the session's clock")]
    [TestCase("webhook-out-of-order", "sends the next notification of the same object first, and waits for it at most 7 seconds")]
    public void The_text_of_an_ordered_fault_has_its_values(string kind, string expected)
    {
        var order = new FaultOptions { Kind = kind, Seconds = 7, Status = 502, Count = 9, Jitter = 0.5, Seed = 3 };

        Assert.That(order.Describe(), Is.EqualTo(expected));
    }

    [Test]
    public void No_text_of_an_ordered_fault_names_an_option() =>
        Assert.That(FaultKind.All.Keys.Select(kind => new FaultOptions { Kind = kind }.Describe()), Has.None.Contains("'seconds'")
            .And.None.Contains("'jitter'").And.None.Contains("'seed'").And.None.Contains("'count'").And.None.Contains("'status'"));

    [Test]
    public async Task A_former_name_of_a_fault_is_accepted_with_a_notice()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        partner.Session.Faults.Add("odd-token");
        using var token = await partner.AskTokenAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Partner.Header(token, FaultPlan.Header), Is.EqualTo("unusual-token-response"));
            Assert.That(Partner.Header(token, FaultPlan.NoticeHeader), Does.Contain("'odd-token' is now called 'unusual-token-response'"));
        }
    }

    [Test]
    public async Task Chance_is_drawn_from_a_seed_and_so_repeats()
    {
        var first = await DrawnAsync(seed: 7);
        var again = await DrawnAsync(seed: 7);
        var other = await DrawnAsync(seed: 8);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again, Is.EqualTo(first));
            Assert.That(other, Is.Not.EqualTo(first));
            Assert.That(first.Split(' ').Count(status => status == "503"), Is.InRange(10, 30));
        }
    }

    [Test]
    public async Task A_failure_for_one_operation_spares_the_others()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        partner.Session.Faults.Add(new() { Kind = "5xx-once", Operation = "listPrices", Times = 9 });
        using var hit = await partner.SendAsync("GET", partner.Operation("listPrices").Path);
        using var token = await partner.AskTokenAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)hit.StatusCode, Is.EqualTo(503));
            Assert.That((int)token.StatusCode, Is.EqualTo(200));
            Assert.That(await StatusesAsync(partner, 2), Is.EqualTo("200 200"));
        }
    }

    [Test]
    public async Task Each_token_has_its_own_number_of_uses()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        partner.Session.Faults.Add(new() { Kind = "expire-after-n", Count = 2 });
        var first = await StatusesAsync(partner, 4);
        await partner.FetchTokenAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Is.EqualTo("200 200 401 401"));
            Assert.That(await StatusesAsync(partner, 3), Is.EqualTo("200 200 401"));
        }
    }

    [Test]
    public async Task A_request_that_is_refused_anyway_uses_nothing_up()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        partner.Session.Faults.Add(new() { Kind = "5xx-once", Operation = "createUser" });
        var command = partner.Operation("createUser");
        using var refused = await partner.SendAsync(command.Method, command.Path, command.RequestExample);
        using var hit = await partner.SendAsync(command.Method, command.Path, command.RequestExample, ("Requestor-ID", _mock.RequestorId));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Partner.Rule(refused), Is.EqualTo("S4.requestor_id.required"));
            Assert.That((int)hit.StatusCode, Is.EqualTo(503));
        }
    }

    [TestCase("reset-connection", 1)]
    [TestCase("truncated-body", 1)]
    [TestCase("malformed-json", 1)]
    [TestCase("5xx-once", 0)]
    [TestCase("429-retry-after", 0)]
    [TestCase("401-once", 0)]
    public async Task A_failure_on_the_way_back_leaves_the_work_done_and_another_one_does_not(string kind, int made)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        var before = partner.Session.Resources.All("naturalPerson").Length;
        var command = partner.Operation("createNaturalPerson");
        await Outcome.OfAsync(partner.SendAsync(command.Method, command.Path, command.RequestExample, ("X-Mock-Fault", kind)));
        Assert.That(partner.Session.Resources.All("naturalPerson"), Has.Length.EqualTo(before + made));
    }

    [TestCase("nonsense")]
    [TestCase("5xx-once; status=200")]
    [TestCase("latency; seconds=soon")]
    [TestCase("latency; seconds=301")]
    [TestCase("")]
    public async Task A_header_that_cannot_be_carried_out_is_refused(string header)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        using var reply = await partner.QueryAsync(("X-Mock-Fault", header));
        using var token = await partner.AskTokenAsync(partner.ClientId, [], header);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(((int)reply.StatusCode, Partner.Rule(reply)), Is.EqualTo((400, "API.fault.order")));
            Assert.That(((int)token.StatusCode, Partner.Rule(token)), Is.EqualTo((400, "API.fault.order")));
        }
    }

    [TestCase("""{"kind": "nonsense"}""")]
    [TestCase("""{"kind": "5xx-once", "times": 0}""")]
    [TestCase("""{"kind": "5xx-once", "probability": 0}""")]
    [TestCase("""{"kind": "5xx-once", "probability": 1.1}""")]
    [TestCase("""{"kind": "5xx-once", "status": 404}""")]
    [TestCase("""{"kind": "5xx-once", "operation": "createNobody"}""")]
    [TestCase("""{"kind": "latency", "seconds": -1}""")]
    [TestCase("""{"kind": "latency", "jitter": 301}""")]
    [TestCase("""{"kind": "expire-after-n", "count": -1}""")]
    [TestCase("""{"kind": "5xx-once", "often": 2}""")]
    [TestCase("""{"kind": 5}""")]
    [TestCase("{}")]
    [TestCase("[")]
    public async Task An_order_that_cannot_be_carried_out_is_refused_with_a_reason_and_changes_nothing(string order)
    {
        using var partner = await Partner.InNewSessionAsync(_mock, withToken: false);
        using var control = new ControlClient(_mock);
        var (status, body) = await control.CallAsync("POST", $"/control/v1/sessions/{partner.Session.Id}/faults", order);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.EqualTo(400));
            Assert.That((string?)body!["detail"], Is.Not.Empty);
            Assert.That(partner.Session.Faults.All, Is.Empty);
        }
    }

    [Test]
    public async Task A_session_has_a_bounded_number_of_faults()
    {
        using var partner = await Partner.InNewSessionAsync(_mock, withToken: false);
        for (var number = 0; number < FaultPlan.Max; number++)
        {
            partner.Session.Faults.Add(new() { Kind = "latency" });
        }

        Assert.That(
            () => partner.Session.Faults.Add(new() { Kind = "latency" }), Throws.ArgumentException.With.Message.Contains("at most 100"));
    }

    [Test]
    public async Task An_order_can_be_seen_and_taken_back()
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        using var control = new ControlClient(_mock);
        var faults = $"/control/v1/sessions/{partner.Session.Id}/faults";
        var (_, made) = await control.CallAsync("POST", faults, """{"kind": "5xx-once", "times": 5}""");
        await StatusesAsync(partner, 1);
        var (_, seen) = await control.CallAsync("GET", faults);
        var (deleted, _) = await control.CallAsync("DELETE", $"{faults}/{made!["id"]}");
        var (again, _) = await control.CallAsync("DELETE", $"{faults}/{made["id"]}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)seen![0]!["left"]!, Is.EqualTo(4));
            Assert.That((deleted, again), Is.EqualTo((204, 404)));
            Assert.That(await StatusesAsync(partner, 1), Is.EqualTo("200"));
        }
    }

    private static async Task<string> DrawnAsync(int seed)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        partner.Session.Faults.Add(new() { Kind = "5xx-once", Times = 1000, Probability = 0.5, Seed = seed });
        return await StatusesAsync(partner, 40);
    }

    private static async Task<string> StatusesAsync(Partner partner, int calls)
    {
        var statuses = new List<int>();
        for (var call = 0; call < calls; call++)
        {
            using var reply = await partner.QueryAsync();
            statuses.Add((int)reply.StatusCode);
        }

        return string.Join(' ', statuses);
    }
}

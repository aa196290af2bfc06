using NUnit.Framework;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Lifecycles;

/// <summary>What a client meets that does not wait until an object is ready.</summary>
public sealed class LifecycleChecksTests
{
    private static readonly string[] Orders =
        ["createDigitalMarketOrder", "createLimitOrder", "createTokenizedMarketOrder", "createTransfer", "createSavingsPlan"];

    [Test]
    public async Task A_product_for_a_customer_that_is_not_active(
        [Values] LifecycleChecks checks, [Values("CREATED", "PENDING", "ACTIVE")] string status)
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { LifecycleChecks = checks });
        var requests = new GoodRequests(mock.Answer, mock.Answer(Calls.Token(mock)).TokenOf(), _ => { });
        var create = requests.Of("createCustomerProduct");
        mock.Session.Resources.Patch("customer", create.Path.Split('/')[2], new() { ["customerStatus"] = status });

        Verify(mock, create, checks, status == "ACTIVE", "customerId");
    }

    [Test]
    public async Task An_order_on_a_product_that_is_not_active(
        [Values] LifecycleChecks checks, [ValueSource(nameof(Orders))] string operation, [Values] bool isReady)
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { LifecycleChecks = checks });
        var requests = new GoodRequests(mock.Answer, mock.Answer(Calls.Token(mock)).TokenOf(), _ => { }) { Before = Activate };
        var order = requests.Of(operation);
        var status = isReady ? "ACTIVE" : "RECEIVED";
        foreach (var product in mock.Session.Resources.All("customerProduct").ToArray())
        {
            mock.Session.Resources.Patch("customerProduct", product.Id, new() { ["status"] = status });
        }

        mock.Session.Grade.Clear();
        Verify(mock, order, checks, isReady, "Id");

        void Activate(ApiRequest request)
        {
            foreach (var customer in mock.Session.Resources.All("customer").ToArray())
            {
                mock.Session.Resources.Patch("customer", customer.Id, new() { ["customerStatus"] = "ACTIVE" });
            }
        }
    }

    private static void Verify(PartnerApiMock mock, ApiRequest request, LifecycleChecks checks, bool isReady, string member)
    {
        var reply = mock.Answer(request);
        var exchange = mock.Journal.After(0)[^1];
        var verdict = (checks, isReady) switch
        {
            (LifecycleChecks.Off, _) => RuleVerdict.NotObserved,
            (_, true) => RuleVerdict.Pass,
            _ => RuleVerdict.Fail,
        };
        var isWarned = checks == LifecycleChecks.Warn && !isReady;

        Assert.That(reply.Status, checks == LifecycleChecks.Enforce && !isReady ? Is.EqualTo(400) : Is.InRange(200, 202), reply.Text());
        Assert.That(
            reply.Headers.First("X-Mock-Rule"), Is.EqualTo(checks == LifecycleChecks.Enforce && !isReady ? "API.lifecycle" : null));
        Assert.That(
            reply.Headers.First("X-Mock-Warning"), isWarned ? Does.StartWith("API.lifecycle").And.Contains(member) : Is.Null);
        Assert.That(exchange.Warning, isWarned ? Does.Contain(member) : Is.Null);
        Assert.That(mock.Grade["G17"].Verdict, Is.EqualTo(verdict), mock.Grade["G17"].Reason);
    }
}

using NUnit.Framework;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Hosting;

public sealed class FailureTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_failure_inside_is_told_to_the_log_and_not_to_the_caller(bool stubLane)
    {
        await using var log = new StringWriter();
        var failing = false;
        await using var mock = await RunningMock.StartAsync(new()
        {
            ErrorLog = TextWriter.Synchronized(log),
            Intercept = (request, answer) => failing ? throw new InvalidOperationException("canary-in-the-message") : answer(request),
        });
        _ = stubLane ? mock.Mock.Stubs : null;
        failing = true;
        var failed = await mock.SendAsync(GoodRequests.Token);
        failing = false;
        var next = await mock.SendAsync(GoodRequests.Token);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((failed.Status, next.Status), Is.EqualTo((500, 200)));
            Assert.That(EngineUnderTest.Contract.Schemas.Validate("ErrorMessage", failed.Text), Is.Empty);
            Assert.That(failed.Text, Does.Not.Contain("canary").And.Not.Contain("Exception").And.Not.Contain("   at "));
            Assert.That(log.ToString(), Does.Contain("System.InvalidOperationException").And.Contain("FailureTests"));
            Assert.That(log.ToString(), Does.Not.Contain("canary").And.Not.Contain("local-only-secret"));
        }
    }

    [Test]
    public async Task An_interception_may_change_request_and_reply()
    {
        await using var mock = await RunningMock.StartAsync(new()
        {
            Intercept = (request, answer) => answer(request) is { Status: 404 } reply ? reply with { Status = 410 } : answer(request),
        });

        Assert.That((await mock.SendAsync(new ApiRequest { Method = "GET", Path = "/nonsense" })).Status, Is.EqualTo(410));
    }
}

using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Sessions;

/// <summary>Sessions that cannot be made, and those that are not there.</summary>
internal sealed class SessionRefusals
{
    private static PartnerApiMock _mock = null!;

    [OneTimeSetUp]
    public static async Task StartAsync()
    {
        _mock = await Mocks.StartAsync("v1", options => options with { ControlAddress = new("http://127.0.0.1:0") });
        _mock.Sessions.Create(new() { Id = "taken" });
    }

    [OneTimeTearDown]
    public static async Task StopAsync() => await _mock.DisposeAsync();

    [TestCase("""{"id": ""}""", 400)]
    [TestCase("""{"id": "a b"}""", 400)]
    [TestCase("""{"idleSeconds": 0}""", 400)]
    [TestCase("""{"idleSeconds": 604801}""", 400)]
    [TestCase("""{"tokenLifetimeSeconds": 86401}""", 400)]
    [TestCase("""{"seeds": 1}""", 400)]
    [TestCase("""{"seed": "1"}""", 400)]
    [TestCase("nonsense", 400)]
    [TestCase("""{"id": "taken"}""", 409)]
    [TestCase("""{"id": "default"}""", 409)]
    public async Task A_session_that_cannot_be_made_is_refused_with_a_reason_and_changes_nothing(string order, int status)
    {
        using var control = new ControlClient(_mock);
        var (answered, body) = await control.CallAsync("POST", "/control/v1/sessions", order);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answered, Is.EqualTo(status));
            Assert.That((string?)body!["detail"], Is.Not.Empty.And.Not.Contain("(Parameter"));
            Assert.That(_mock.Sessions.Count, Is.EqualTo(2));
        }
    }

    [TestCase("GET", "")]
    [TestCase("DELETE", "")]
    [TestCase("GET", "/clock")]
    [TestCase("POST", "/clock/freeze")]
    [TestCase("POST", "/reset")]
    [TestCase("GET", "/faults")]
    [TestCase("POST", "/faults")]
    [TestCase("PUT", "/requestor")]
    public async Task An_unknown_session_is_not_found(string method, string path)
    {
        using var control = new ControlClient(_mock);
        Assert.That((await control.CallAsync(method, "/control/v1/sessions/nobody" + path)).Status, Is.EqualTo(404));
    }
}

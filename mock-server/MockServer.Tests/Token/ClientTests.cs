using NUnit.Framework;
using PartnerApi.Fixtures.Clients;

namespace PartnerApi.Mock.Tests.Token;

public sealed class ClientTests
{
    private readonly EngineUnderTest _engine = new();

    private static IEnumerable<TestCaseData> LiveSecrets() =>
        from client in ClientsFile.Embedded()
        where client.Grants.Contains("client_credentials")
        from secret in client.Secrets
        select new TestCaseData(client.ClientId, secret, client.TokenLifetimeSeconds)
            .SetArgDisplayNames(client.ClientId, "secret " + client.Secrets.IndexOf(secret));

    [TestCaseSource(nameof(LiveSecrets))]
    public void Each_live_secret_gets_a_token_of_the_clients_lifetime(string id, string secret, int lifetime)
    {
        var reply = _engine.Answer(GoodRequests.TokenWith(
            $"grant_type=client_credentials&client_id={Uri.EscapeDataString(id)}&client_secret={Uri.EscapeDataString(secret)}"));

        Assert.That((reply.Status, (int?)EngineUnderTest.Json(reply)["expires_in"]), Is.EqualTo((200, (int?)lifetime)));
    }

    [TestCaseSource(nameof(LiveSecrets))]
    public void Each_live_secret_works_in_a_Basic_header(string id, string secret, int lifetime)
    {
        var pair = $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}";
        var request = GoodRequests.TokenWith("grant_type=client_credentials");
        var reply = _engine.Answer(request with
        {
            Headers = request.Headers.With("Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pair))),
        });

        Assert.That((reply.Status, (int?)EngineUnderTest.Json(reply)["expires_in"]), Is.EqualTo((200, (int?)lifetime)));
    }

    [Test]
    public void A_client_is_not_found_in_other_letter_case() =>
        Assert.That(_engine.Sessions.Clients.Find("PARTNER-LOCAL"), Is.Null);
}

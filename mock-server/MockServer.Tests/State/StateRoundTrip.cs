using System.Text;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.Mock.Token;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.State;

/// <summary>What a session is like after a restart.</summary>
internal sealed class StateRoundTrip
{
    private static readonly SigningKey Key = SigningKey.Parse(Convert.ToBase64String(new byte[32]));

    [Test]
    public async Task A_session_is_as_it_was_and_its_token_still_works()
    {
        using var folder = new TemporaryFolder();
        var mock = await StartAsync(folder);
        using var partner = await Partner.InNewSessionAsync(mock);
        var command = partner.Operation("createNaturalPerson");
        using var made = await partner.SendAsync(command.Method, command.Path, command.RequestExample);
        var session = partner.Session;
        session.Resources.Remove("naturalPerson", "22222222-2222-4222-8222-222222222222");
        session.Clock.Freeze();
        session.Clock.Advance(TimeSpan.FromMinutes(10));
        session.RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Known) with { Deferred = ["createUser"] };
        session.Faults.Add(new() { Kind = "5xx-once", Times = 3, Operation = "listPrices" });
        using var failed = await partner.SendAsync("GET", partner.Operation("listPrices").Path);
        await mock.DisposeAsync();

        await using var again = await StartAsync(folder);
        var restored = again.Sessions.Find(session.Id)!;
        partner.MoveTo(again);
        using var query = await partner.QueryAsync();
        using var token = await partner.AskTokenAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Contents(restored), Is.EqualTo(Contents(session)));
            Assert.That(restored.Clock.GetUtcNow(), Is.EqualTo(session.Clock.GetUtcNow()));
            Assert.That(restored.RequestorValidation.Level, Is.EqualTo(RequestorCheckLevel.Known));
            Assert.That(restored.RequestorValidation.IsDeferred("createUser"), Is.True);
            Assert.That(
                restored.Faults.All.Select(fault => (fault.Id, fault.Scope, fault.Left)),
                Is.EqualTo(new[] { (session.Faults.All[0].Id, "listPrices", (int?)2) }));
            Assert.That(((int)query.StatusCode, (int)token.StatusCode), Is.EqualTo((200, 200)));
        }
    }

    [Test]
    public async Task Revoked_tokens_stay_revoked_and_deleted_sessions_deleted()
    {
        using var folder = new TemporaryFolder();
        var mock = await StartAsync(folder);
        using var revoked = await Partner.InNewSessionAsync(mock);
        revoked.Session.Clients[0].Revoke();
        using var deleted = await Partner.InNewSessionAsync(mock);
        await mock.DisposeAsync();
        mock = await StartAsync(folder);
        mock.Sessions.Delete(deleted.Session.Id);
        await mock.DisposeAsync();

        await using var again = await StartAsync(folder);
        revoked.MoveTo(again);
        using var reply = await revoked.QueryAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Partner.Rule(reply), Is.EqualTo("S3.bearer.revoked"));
            Assert.That(again.Sessions.Find(deleted.Session.Id), Is.Null);
        }
    }

    [Test]
    public async Task No_id_is_given_a_second_time()
    {
        using var folder = new TemporaryFolder();
        var mock = await StartAsync(folder);
        using var partner = await Partner.InNewSessionAsync(mock);
        var given = Enumerable.Range(0, 100).Select(_ => partner.Session.Ids.Next()).ToHashSet();
        await mock.DisposeAsync();

        await using var again = await StartAsync(folder);
        var ids = again.Sessions.Find(partner.Session.Id)!.Ids;
        Assert.That(Enumerable.Range(0, 100).Select(_ => ids.Next()).Where(given.Contains), Is.Empty);
    }

    [Test]
    public async Task The_file_holds_no_secret()
    {
        using var folder = new TemporaryFolder();
        var mock = await StartAsync(folder);
        using var partner = await Partner.InNewSessionAsync(mock);
        await mock.DisposeAsync();
        var kept = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder.File("state.db")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(kept, Does.Contain(partner.ClientId));
            Assert.That(kept, Does.Not.Contain(partner.ClientSecret).And.Not.Contain(mock.ClientSecret).And.Not.Contain(partner.Token!));
        }
    }

    private static Task<PartnerApiMock> StartAsync(TemporaryFolder folder) =>
        Mocks.StartAsync("v1", options => options with { StateFile = folder.File("state.db"), SigningKey = Key });

    private static IEnumerable<string> Contents(Session session) =>
        session.Resources.Everything()
            .Select(item => $"{item.Type} {item.Resource.Id} {item.Resource.Parent} {item.Resource.Body.ToJsonString()}");
}

using NUnit.Framework;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.World;

/// <summary>Objects are bounded in bytes, for each session and for all.</summary>
public sealed class ByteLimitsTests
{
    private const int Large = 500_000;

    [Test]
    public async Task A_session_takes_no_more_bytes_than_its_limit([Values] bool byUpdates)
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { ControlAddress = null });
        var token = mock.Answer(Calls.Token(mock)).TokenOf();
        ApiReply reply;
        var sent = 0L;
        do
        {
            reply = mock.Answer(byUpdates ? Update(mock, token, sent) : Create(mock, token, sent));
            sent += Large;
        }
        while (reply.Status == 200 && sent < 3 * ResourceLimits.SessionBytes);

        Assert.That((reply.Status, reply.Headers.First(RuleHeader.Name)), Is.EqualTo((429, "API.capacity")), reply.Text());
        Assert.That(mock.Session.Resources.Bytes, Is.InRange(ResourceLimits.SessionBytes, ResourceLimits.SessionBytes + (2 * Large)));
        mock.Reset();
        Assert.That(mock.Answer(Create(mock, token, 0)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task All_sessions_together_take_no_more_bytes_than_theirs_and_a_deleted_one_gives_them_back()
    {
        await using var mock = await PartnerApiMock.StartAsync(options => options with { ControlAddress = null });
        var made = Enumerable.Range(0, 5).Select(_ => mock.Sessions.Create(new())).ToArray();
        foreach (var session in made.Take(4))
        {
            Fill(session.Session.Resources, ResourceLimits.SessionBytes);
        }

        var token = mock.Answer(Calls.Token(made[4])).TokenOf();
        var refused = mock.Answer(Create(mock, token, 0));
        mock.Sessions.Delete(made[0].Session.Id);
        var accepted = mock.Answer(Create(mock, token, 0));

        Assert.That((refused.Status, accepted.Status), Is.EqualTo((429, 200)), refused.Text());
    }

    private static void Fill(ResourceStore resources, long bytes)
    {
        for (var number = 0; resources.Bytes < bytes; number++)
        {
            resources.Upsert("thing", $"{number}", null, new() { ["large"] = new string('x', 1024 * 1024) });
        }
    }

    private static ApiRequest Create(PartnerApiMock mock, string token, long number) =>
        Calls.Command(mock, token, "createUser").Changing(body =>
        {
            body["email"] = $"user-{number}@example.org";
            body["unknown"] = new string('x', Large);
        });

    private static ApiRequest Update(PartnerApiMock mock, string token, long number)
    {
        var id = new Guid((int)(number / Large), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();
        mock.Session.Resources.Upsert("naturalPerson", id, null, new() { ["naturalPersonId"] = id, ["status"] = "ACTIVE" });
        return Calls.Command(mock, token, "updateNaturalPerson").Changing(body =>
        {
            body.Clear();
            body["unknown"] = new string('x', Large);
        }) with
        {
            Path = "/natural-persons/" + id,
        };
    }
}

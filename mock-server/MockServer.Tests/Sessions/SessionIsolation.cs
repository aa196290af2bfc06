using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Sessions;

/// <summary>Two hundred partners at once, each with a clock, failures and objects of its own.</summary>
internal sealed class SessionIsolation
{
    private const int Partners = 200;
    private static readonly DateTimeOffset Beginning = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static PartnerApiMock _mock = null!;

    [OneTimeSetUp]
    public static async Task StartAsync() => _mock = await Mocks.StartAsync("v2");

    [OneTimeTearDown]
    public static async Task StopAsync() => await _mock.DisposeAsync();

    [Test]
    public async Task Sessions_side_by_side_do_not_disturb_each_other()
    {
        var stories = await Task.WhenAll(Enumerable.Range(0, Partners).Select(number => Task.Run(() => StoryAsync(number))));
        Assert.That(stories, Is.EqualTo(Enumerable.Range(0, Partners).Select(Expected)));
    }

    // Each one: a clock on a day of its own, some persons, some failures, and, for every third one, a token that has expired.
    private static async Task<string> StoryAsync(int number)
    {
        using var partner = await Partner.InNewSessionAsync(_mock);
        partner.Session.Clock.Freeze();
        partner.Session.Clock.Set(Beginning.AddDays(number));
        await partner.FetchTokenAsync();
        partner.Session.Faults.Add(new() { Kind = "5xx-once", Times = 1 + (number % 4), Operation = "getPartnerDetails" });
        var failures = 0;
        for (var call = 0; call < 6; call++)
        {
            using var reply = await partner.QueryAsync();
            failures += (int)reply.StatusCode == 503 ? 1 : 0;
        }

        var created = await PersonsAsync(partner, number % 3);
        if (number % 3 == 0)
        {
            partner.Session.Clock.Advance(TimeSpan.FromHours(2));
        }

        using var last = await partner.QueryAsync();
        return $"{number}: {failures} failures, {created}, {(int)last.StatusCode} {Partner.Rule(last)}";
    }

    private static async Task<string> PersonsAsync(Partner partner, int wanted)
    {
        var command = partner.Operation("createNaturalPerson");
        for (var person = 0; person < wanted; person++)
        {
            // The same externalId in every session: unique within one, and unknown to the others.
            var body = command.RequestExample!.DeepClone();
            body["externalId"] = $"person-{person}";
            using var reply = await partner.SendAsync(command.Method, command.Path, body);
            Assert.That((int)reply.StatusCode, Is.EqualTo(200));
        }

        var made = partner.Session.Resources.All("naturalPerson").Where(person => person.Body["externalId"] is not null).ToArray();
        return $"{made.Length} persons of {string.Join(' ', made.Select(person => $"{person.Body["createdOn"]}"[..10]).Distinct())}";
    }

    private static string Expected(int number)
    {
        var day = number % 3 == 0 ? "" : $"{Beginning.AddDays(number):yyyy-MM-dd}";
        return $"{number}: {1 + (number % 4)} failures, {number % 3} persons of {day}, "
            + $"{(number % 3 == 0 ? "401 S3.bearer.expired" : "200 ")}";
    }
}

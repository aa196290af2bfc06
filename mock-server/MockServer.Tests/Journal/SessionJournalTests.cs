using NUnit.Framework;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Journal;

[TestFixture]
public sealed class SessionJournalTests
{
    private PartnerApiMock _mock = null!;

    [TearDown]
    public async Task StopAsync() => await _mock.DisposeAsync();

    [Test]
    public async Task Any_number_of_requests_leaves_as_many_exchanges_as_the_bound_allows()
    {
        _mock = await StartAsync();
        var query = Calls.Query(_mock.Answer(Calls.Token(_mock)).TokenOf(), "/nowhere");
        var requests = PropertyCases.Bound(1_000_000);
        Parallel.For(0, requests, _ => _mock.Answer(query));

        Assert.That(_mock.Journal, Has.Count.EqualTo(JournalLimits.Default));
        Assert.That(_mock.Journal.Last, Is.EqualTo(requests + 1));
        Assert.That(
            _mock.Journal.Select(exchange => exchange.Number),
            Is.EqualTo(Enumerable.Range(requests + 2 - JournalLimits.Default, JournalLimits.Default)));
        Assert.That(_mock.Journal.Bytes, Is.LessThan(JournalLimits.SessionBytes));
    }

    // What other tests keep meanwhile would count as well.
    [Test, NonParallelizable]
    public async Task What_is_kept_of_many_different_requests_does_not_grow_with_their_number()
    {
        _mock = await StartAsync();
        var requests = PropertyCases.Bound(400_000);
        Many(20_000, 0);
        var before = BytesInUse();

        Many(requests, 20_000);

        Assert.That(_mock.Journal, Has.Count.EqualTo(JournalLimits.Default));
        Assert.That(BytesInUse() - before, Is.LessThan(2_000_000));
        Assert.That(_mock.Grade.Results.Select(mark => mark.Evidence.Length), Is.All.LessThanOrEqualTo(10));
    }

    // What earlier tests have left to finalizers goes first; else it would hide what was kept here.
    private static long BytesInUse()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalMemory(forceFullCollection: true);
        TestContext.Out.WriteLine($"{bytes} bytes in use");
        return bytes;
    }

    // Tokens, clients, paths, refusals and persons that are new each time: nothing may be kept for each of them.
    private void Many(int count, int first)
    {
        for (var i = first; i < first + count; i += 4)
        {
            var token = _mock.Answer(Calls.Token(_mock)).TokenOf();
            _mock.Answer(Calls.Query(token, $"/customers/{i}"));
            _mock.Answer(Calls.Query($"garbage-of-number-{i}").Instead("Requestor-ID", $"person-{i}"));
            _mock.Answer(Calls.Token(Calls.Credentials($"client-{i}", $"secret-of-client-{i}")));
        }
    }

    [Test]
    public async Task Large_requests_are_bounded_by_their_bytes()
    {
        _mock = await StartAsync();
        var large = Calls.Token(new string('x', 400_000));
        for (var i = 0; i < 900; i++)
        {
            _mock.Answer(large);
        }

        Assert.That(_mock.Journal.Bytes, Is.InRange(JournalLimits.SessionBytes - 20_000, JournalLimits.SessionBytes));
        Assert.That(_mock.Journal[^1].Request.Body.Length, Is.EqualTo(16 * 1024));
    }

    [Test]
    public async Task All_sessions_together_are_bounded_too()
    {
        var limits = new JournalLimits(1000);
        _mock = await StartAsync();
        _mock.Answer(Calls.Token(new string('x', 400_000)));
        SessionJournal[] journals = [.. Enumerable.Range(0, 20).Select(_ => new SessionJournal(limits))];
        foreach (var journal in journals)
        {
            for (var i = 0; i < 500; i++)
            {
                journal.Add(Copy(_mock.Journal[^1]));
            }
        }

        Assert.That(limits.Used, Is.LessThanOrEqualTo(JournalLimits.TotalBytes + (20 * 20_000)));
        Assert.That(journals.Sum(journal => journal.Bytes), Is.EqualTo(limits.Used));
    }

    [Test]
    public async Task A_journal_of_size_0_keeps_nothing_and_grades_all_the_same()
    {
        _mock = await PartnerApiMock.StartAsync(options => options with { ControlAddress = null, JournalSize = 0 });
        var command = Calls.Command(_mock, _mock.Answer(Calls.Token(_mock)).TokenOf());
        _mock.Answer(command.Lacking("Requestor-ID"));

        Assert.That(_mock.Journal, Is.Empty);
        Assert.That(_mock.Grade["G6"].Verdict, Is.EqualTo(RuleVerdict.Fail));
    }

    [Test]
    public async Task A_waiting_reader_is_told_of_the_next_exchange()
    {
        _mock = await StartAsync();
        var waiting = _mock.Journal.WaitAsync(0, CancellationToken.None);
        Assert.That(waiting.IsCompleted, Is.False);

        _mock.Answer(Calls.Token(_mock));

        await waiting;
        Assert.That(_mock.Journal.After(0), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Clearing_forgets_the_exchanges_and_numbers_go_on()
    {
        _mock = await StartAsync();
        _mock.Answer(Calls.Token(_mock));
        _mock.Journal.Clear();
        _mock.Answer(Calls.Token(_mock));

        Assert.That(_mock.Journal.Single().Number, Is.EqualTo(2));
        Assert.That(_mock.Journal.Find(1), Is.Null);
    }

    [Test]
    public async Task The_text_of_a_journal_tells_why_a_request_was_refused()
    {
        _mock = await StartAsync();
        _mock.Answer(Calls.Command(_mock, "x").Lacking("Authorization"));

        Assert.That(
            _mock.Journal.ToString(),
            Does.Contain("1 exchanges, 1 refused").And.Contain("-> 401 by S3.bearer.missing")
                .And.Contain("Fix: Send it with every request"));
    }

    [Test]
    public async Task Each_session_has_a_journal_of_its_own_whatever_the_path()
    {
        _mock = await StartAsync();
        var made = _mock.Sessions.Create(new());
        var token = _mock.Answer(Calls.Token(made)).TokenOf();
        _mock.Answer(Calls.Query(token, "/nowhere"));
        _mock.Answer(Calls.Query("x", "/nowhere").Instead("X-Mock-Session", made.Session.Id));
        _mock.Answer(Calls.Token(made) with { Path = "/nowhere" });

        Assert.That(made.Session.Journal, Has.Count.EqualTo(4));
        Assert.That(_mock.Journal, Is.Empty);
    }

    private static Exchange Copy(Exchange exchange) =>
        new(null!) { Time = exchange.Time, Request = exchange.Request, Reply = exchange.Reply };

    private static Task<PartnerApiMock> StartAsync() => PartnerApiMock.StartAsync(options => options with { ControlAddress = null });
}

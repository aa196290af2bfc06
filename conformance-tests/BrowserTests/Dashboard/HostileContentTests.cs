using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using NUnit.Framework;
using PartnerApi.BrowserTests.Report;
using PartnerApi.Fixtures.People;
using PartnerApi.HttpTrace;

namespace PartnerApi.BrowserTests.Dashboard;

/// <summary>Whatever a client sends is text on the pages, and nothing else.</summary>
public sealed class HostileContentTests
{
    private const string TurnAround = "\u202Eexe.\u2066gpj\u200B\u0007";

    private static ImmutableArray<string> Attacks => HostileRun.Attacks;

    private const int ExchangesOfAttack = 3;

    private const string ActiveElements =
        """
        main img, main svg, main script, main style, iframe, base, object, embed, meta[http-equiv],
        [onerror], [onload], [onfocus], [onmouseover], [autofocus], a[href^=javascript], form[action^=http]
        """;

    // A dashboard of a mock that has seen each attack, for the tests that only look at it.
    private OpenDashboard _attacked = null!;

    [OneTimeSetUp]
    public async Task AttackAsync()
    {
        _attacked = await OpenDashboard.StartAsync(options: start => start with { People = [.. People()] });
        foreach (var attack in Attacks)
        {
            Send(_attacked, attack);
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _attacked.DisposeAsync();

    [Test]
    public async Task Nothing_that_a_client_sends_is_carried_out_anywhere()
    {
        foreach (var path in Pages(_attacked.Mock.Journal.Last))
        {
            await _attacked.GoAsync(path);
            await PageChecks.OpenDetailsAsync(_attacked.Page);
            await InertAsync(_attacked, path);
        }

        Assert.That(_attacked.Complaints.Where(line => !line.Contains("404 (Not Found)", StringComparison.Ordinal)), Is.Empty);
        Assert.That(_attacked.OutsideRequests, Is.Empty);
    }

    [Test]
    public async Task What_comes_while_the_page_is_open_is_no_more_than_text_either()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/");
        await dashboard.Expect("#live").ToHaveTextAsync("live");
        foreach (var attack in Attacks)
        {
            Send(dashboard, attack);
        }

        await dashboard.Expect("#counts").ToContainTextAsync($"{dashboard.Mock.Journal.Last} in total");
        await InertAsync(dashboard, "live");
        Assert.That(dashboard.Complaints, Is.Empty);
        Assert.That(dashboard.OutsideRequests, Is.Empty);
    }

    [TestCaseSource(nameof(Attacks))]
    public async Task It_is_shown_as_the_text_that_it_is(string attack)
    {
        var page = await _attacked.Page.Context.NewPageAsync();
        await page.GotoAsync(_attacked.AddressOf($"/exchange/{1 + (ExchangesOfAttack * Attacks.IndexOf(attack))}"));

        var request = Assertions.Expect(page.Locator("[aria-label=Request]"));
        await request.ToContainTextAsync("/" + attack);
        await request.ToContainTextAsync("X-Note: " + attack);
        await page.CloseAsync();
    }

    [Test]
    public async Task Signs_that_hide_or_turn_text_around_are_shown_by_their_numbers()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        Send(dashboard, TurnAround);
        foreach (var path in (string[])["/", "/exchange/1", "/exchange/2"])
        {
            await dashboard.GoAsync(path);

            var text = await dashboard.Page.InnerTextAsync("main");
            Assert.That(text, Does.Contain(@"\u{202E}exe.\u{2066}gpj\u{200B}\u{0007}"), path);
            Assert.That(text.Intersect(TurnAround.Where(letter => letter > 127 || letter < ' ')), Is.Empty, path);
        }
    }

    [Test]
    public async Task The_command_line_of_a_hostile_request_does_nothing_but_send_it()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        var folder = Directory.CreateTempSubdirectory("hostile-");
        var file = Path.Combine(folder.FullName, "carried-out");
        var words = $"$(touch {file})`touch {file}`';touch {file};'\n\";touch {file};\" @{TurnAround}";
        var line = words.Replace('\n', ' ');
        dashboard.Mock.Answer(new()
        {
            Method = "POST",
            Path = "/users",
            Query = line,
            Headers = HeaderList.Empty.With("X-Note", line),
            Body = Encoding.UTF8.GetBytes(words),
        });
        await dashboard.GoAsync("/exchange/1");

        await Bash.RunAsync(await dashboard.Page.Locator("#curl-line").TextContentAsync() + " || true");

        Assert.That(File.Exists(file), Is.False);
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task A_huge_request_leaves_a_page_that_is_none()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        var wide = string.Concat(Enumerable.Repeat("<b>wide</b>", 40_000));
        // The host takes no more than 8 KiB of a request line and 32 KiB of headers.
        dashboard.Mock.Answer(new()
        {
            Method = "POST",
            Path = "/" + wide[..8000],
            Headers = HeaderList.Empty.With("X-Note", wide[..30_000]),
            Body = Encoding.UTF8.GetBytes(wide),
        });
        foreach (var path in (string[])["/", "/exchange/1"])
        {
            var reply = await dashboard.GoAsync(path);

            Assert.That(reply!.Status, Is.EqualTo(200), path);
            Assert.That(await dashboard.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(1280), path);
            Assert.That(await dashboard.Page.Locator("main b", new() { HasText = "wide" }).CountAsync(), Is.Zero, path);
        }
    }

    [Test]
    public async Task A_link_cannot_put_words_into_a_page()
    {
        await using var dashboard = await OpenDashboard.StartAsync();
        await dashboard.GoAsync("/?notice=Run%20this%20line%20in%20your%20shell");

        await dashboard.Expect(".notice").ToHaveCountAsync(0);
        await dashboard.Expect("body").Not.ToContainTextAsync("Run this line");
    }

    private static IEnumerable<Person> People()
    {
        var people = PeopleFile.Embedded();
        return people.Skip(1).Prepend(people[0] with { FirstName = Attacks[0], LastName = Attacks[2] });
    }

    // One in path, header, query and as a requestor, one in the body, one as a client's name.
    private static void Send(OpenDashboard dashboard, string attack)
    {
        var headers = HeaderList.Empty
            .With("X-Note", attack)
            .With("Requestor-ID", attack)
            .With("Content-Type", "application/json")
            .With("Authorization", "Bearer " + attack);
        dashboard.Mock.Answer(new()
        {
            Method = "POST",
            Path = "/" + attack,
            Query = "a=" + attack,
            Headers = headers,
            Body = Encoding.UTF8.GetBytes(attack),
        });
        dashboard.Mock.Answer(new()
        {
            Method = attack,
            Path = "/users",
            Headers = headers.Without("Authorization"),
            Body = Encoding.UTF8.GetBytes($$"""{"firstName": {{JsonSerializer.Serialize(attack)}}}"""),
        });
        dashboard.Mock.Answer(new()
        {
            Method = "POST",
            Path = "/oauth2/token",
            Headers = HeaderList.Empty.With("Content-Type", "application/x-www-form-urlencoded"),
            Body = Encoding.UTF8.GetBytes("grant_type=client_credentials&client_secret=x&client_id=" + Uri.EscapeDataString(attack)),
        });
    }

    private static IEnumerable<string> Pages(long exchanges) =>
    [
        .. DashboardPages.Paths,
        .. Enumerable.Range(1, (int)exchanges).Select(number => $"/exchange/{number}"),
        .. Attacks.Select(Uri.EscapeDataString).SelectMany(attack => (string[])
        [
            $"/?session={attack}",
            $"/?rule={attack}&operation={attack}&status={attack}&refused={attack}",
            $"/?notice={attack}",
            $"/sessions?id={attack}",
        ]),
    ];

    private static async Task InertAsync(OpenDashboard dashboard, string where)
    {
        // What stands in a comment is no element: an attack that opens one would hide all the others.
        var seen = await dashboard.Page.EvaluateAsync<string>(
            $$"""
            () => [
              typeof owned,
              document.querySelectorAll(`{{ActiveElements}}`).length,
              document.querySelectorAll('script').length,
              {{HostileRun.CountComments}},
            ].join(' ')
            """);

        // Nothing ran, no active element, the page's own script, no comment.
        Assert.That(seen, Is.EqualTo("undefined 0 1 0"), where);
    }
}

using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Journal;
using PartnerApi.Mock.Tests.Diagnosis;
using PartnerApi.Mock.Tests.Partners;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Journal;

/// <summary>
/// The command line of an exchange, pasted into a shell, sends what was sent: the mock refuses it by the same rule for the same
/// cause.
/// </summary>
[TestFixture]
public sealed class CurlLineTests
{
    private static readonly string[] Masks = ["[token]", "[secret]", "[credentials]"];

    private PartnerApiMock _mock = null!;
    private string _token = "";

    [SetUp]
    public async Task StartAsync()
    {
        _mock = await PartnerApiMock.StartAsync(options => options with { ControlAddress = null, CheckReferences = false });
        _token = _mock.Answer(Calls.Token(_mock)).TokenOf();
    }

    [TearDown]
    public async Task StopAsync() => await _mock.DisposeAsync();

    [Test]
    public async Task Every_prepared_wrong_request_is_refused_alike_when_its_line_is_pasted()
    {
        var wrong = WrongRequests.OfTokens.Select(test => Wrong(test, Calls.Token(_mock)))
            .Concat(WrongRequests.OfCommands.Select(test => Wrong(test, Calls.Command(_mock, _token))))
            .Concat(WrongRequests.OfBodies.Concat(WrongRequests.OfShapes).Select(test => Wrong(
                test, Calls.Command(_mock, _token, "createNaturalPerson"))))
            .ToList();
        Assert.That(wrong, Has.Count.GreaterThan(80));

        Assert.That(await AgainAsync(wrong), Is.Empty);
    }

    [Test]
    public async Task Habits_of_curl_do_not_change_a_request()
    {
        var good = Calls.Command(_mock, _token);

        Assert.That(await AgainAsync(
        [
            good.Saying("@/etc/hostname"),
            good.Saying("a\0b\u202Ec\r\nd\\e'f") with { Path = "/users" },
            good with { Body = (byte[])[0xFF, 0xFE, (byte)'%', (byte)'s'] },
            good.Lacking("Content-Type"),
            good.Instead("Content-Type", ""),
            good with { Method = "GET", Path = "/partner-details" },
            good with { Method = "HEAD", Body = default },
            good with { Method = "DELETE", Path = "/users/../nowhere/./x" },
            good with { Path = "/users", Query = "ids[]={1,2}&range=[1-3]" },
            good.Lacking("Requestor-ID").Instead("X-Note", "it's $HOME `id` \"$(id)\" \\ !x"),
        ]), Is.Empty);
    }

    private ApiRequest Wrong(TestCaseData test, ApiRequest good) =>
        ((Func<PartnerApiMock, ApiRequest, ApiRequest>)test.Arguments[0]!)(_mock, good);

    // All lines in one shell; what did not come again as it was is told.
    private async Task<List<string>> AgainAsync(List<ApiRequest> requests)
    {
        var before = _mock.Journal.Last;
        requests.ForEach(request => _mock.Answer(request));
        var first = _mock.Journal.After(before);
        var script = string.Join('\n', requests.Zip(first, Line));
        await ChildProcess.BashAsync(script);

        var again = _mock.Journal.After(before + requests.Count);
        Assert.That(again, Has.Length.EqualTo(first.Length), script);
        return [.. first.Zip(again).Where(pair => Summary(pair.First) != Summary(pair.Second))
            .Select(pair => $"{Summary(pair.First)}\n became {Summary(pair.Second)}\n by {pair.First.Curl(_mock.ApiAddress)}")];
    }

    private string Line(ApiRequest request, Exchange kept) =>
        $"{Variables(request, kept, "[token]", "TOKEN")}\n{Variables(request, kept, "[secret]", "SECRET")}\n" +
        $"{Variables(request, kept, "[credentials]", "CREDENTIALS")}\n{kept.Curl(_mock.ApiAddress)} -o /dev/null";

    private static string Summary(Exchange exchange) =>
        $"{exchange.Request.Method} {exchange.Request.Path}?{exchange.Request.Query} {exchange.Reply.Status} " +
        $"{exchange.Broken?.Requirement}: {(exchange.Why is [var first, ..] ? first.Text : "")}";

    // What stood where the journal shows a mask: the rest of the text is the same around it.
    private static string Variables(ApiRequest sent, Exchange kept, string mask, string name)
    {
        var values = Texts(sent).Zip(Texts(kept.Request)).SelectMany(pair => Masked(pair.First, pair.Second, mask));
        return string.Join(
            ' ', values.Select((value, index) => $"{name}{(index == 0 ? "" : $"_{index + 1}")}={Quoted(value)}").DefaultIfEmpty(":"));
    }

    private static IEnumerable<string> Masked(string sent, string kept, string mask)
    {
        var pattern = Masks.Aggregate(
            Regex.Escape(kept), (text, one) => text.Replace(Regex.Escape(one), one == mask ? "(.*?)" : ".*?", StringComparison.Ordinal));
        return Regex.Match(sent, $"^{pattern}$", RegexOptions.Singleline).Groups.Values.Skip(1).Select(group => group.Value);
    }

    // In the order of the line.
    private static IEnumerable<string> Texts(ApiRequest request) =>
        [.. request.Headers.Fields.Select(field => field.Value), Encoding.UTF8.GetString(request.Body.Span), request.Path, request.Query];

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

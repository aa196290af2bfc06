using NUnit.Framework;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Control;

/// <summary>What a person reads in a terminal is not escaped beyond what JSON demands.</summary>
public sealed class ReadableJsonTests
{
    private const string Name = "Zoë O'Brien & <Söhne> + \u00bd";

    private static readonly string[] Paths =
    [
        "/control/v1/sessions/default/journal", "/control/v1/sessions/default/journal/1", "/control/v1/sessions/default/grade",
        "/control/v1/sessions/default/nonsense'&", "/control/v1/sessions/nonsense'&/journal", "/control/v1/rules", "/control/v1/faults",
        "/control/v1/exercises",
    ];

    [TestCaseSource(nameof(Paths))]
    public async Task A_reply_of_the_control_API_has_no_needless_escapes(string path)
    {
        await using var mock = await PartnerApiMock.StartAsync();
        mock.Answer(Calls.Command(mock, mock.Answer(Calls.Token(mock)).TokenOf()).Lacking("Requestor-ID"));
        using var http = new HttpClient();
        using var reply = await http.GetAsync(new Uri(mock.ControlAddress!, path));

        Assert.That(await reply.Content.ReadAsStringAsync(), Does.Not.Contain("\\u00"));
    }

    [Test]
    public async Task Replies_of_the_API_have_no_needless_escapes()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        var token = mock.Answer(Calls.Token(mock)).TokenOf();
        var create = Calls.Command(mock, token, "createNaturalPerson").Changing(body => body["lastName"] = Name);
        var created = mock.Answer(create);
        var read = mock.Answer(Calls.Query(token, "/natural-persons/" + (string)EngineUnderTest.Json(created)["naturalPersonId"]!));
        var refused = mock.Answer(Calls.Command(mock, token).Lacking("Requestor-ID"));

        Assert.That(read.Text(), Does.Contain($"\"{Name}\""));
        Assert.That(refused.Text(), Does.Contain("Requestor-ID").And.Not.Contain("\\u00"));
    }
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Tests.Replicas;

/// <summary>Two mocks that share a signing key, and two that do not.</summary>
internal sealed class ReplicaTests
{
    private static readonly Contract Contract = ContractFile.V1();

    [TestCase(true, 200)]
    [TestCase(false, 401)]
    public async Task A_replica_accepts_the_tokens_of_the_other_one_if_they_share_the_key(bool shared, int status)
    {
        await using var first = await StartAsync(1);
        await using var second = await StartAsync((byte)(shared ? 1 : 2));
        using var http = new HttpClient();
        var token = await TokenAsync(http, first);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var reply = await http.GetAsync(new Uri(second.ApiAddress, Contract.Find("getPartnerDetails")!.Path));
        Assert.That((int)reply.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task What_one_replica_has_made_the_other_one_does_not_know()
    {
        await using var first = await StartAsync(1);
        await using var second = await StartAsync(1);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(http, first));
        var create = Contract.Find("createNaturalPerson")!;
        using var body = new StringContent(create.RequestExample!.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
        using var made = await http.PostAsync(new Uri(first.ApiAddress, create.Path), body);
        var id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["naturalPersonId"]!;
        using var here = await http.GetAsync(new Uri(first.ApiAddress, $"{create.Path}/{id}"));
        using var there = await http.GetAsync(new Uri(second.ApiAddress, $"{create.Path}/{id}"));
        Assert.That(((int)here.StatusCode, (int)there.StatusCode), Is.EqualTo((200, 404)));
    }

    private static Task<PartnerApiMock> StartAsync(byte seed) => PartnerApiMock.StartAsync(options => options with
    {
        ControlAddress = null,
        SigningKey = SigningKey.Parse(Convert.ToBase64String([.. Enumerable.Repeat(seed, 32)])),
    });

    private static async Task<string> TokenAsync(HttpClient http, PartnerApiMock mock)
    {
        var client = ClientsFile.Embedded()[0];
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", client.ClientId), new("client_secret", client.Secrets[0]),
        ]);
        using var reply = await http.PostAsync(new Uri(mock.ApiAddress, Contract.Token.Path), form);
        return (string)JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["access_token"]!;
    }
}

using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.ProcessTests;

/// <summary>The state file after the process was killed (kill -9).</summary>
public sealed class HardEndTests
{
    private static readonly Contract Contract = ContractFile.V1();
    private static readonly string SigningKey = Convert.ToBase64String(new byte[32]);

    [Test]
    public async Task A_killed_mock_loses_at_most_the_last_second_and_never_the_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("state.db");
        using var http = new HttpClient();
        var safe = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            await using var mock = await StartAsync(path);
            await SignInAsync(http, mock, round);
            Assert.That(await MissingAsync(http, mock, safe), Is.Empty, $"round {round}");
            safe.AddRange(await CreateAsync(http, mock, 20));
            await WaitUntilStoredAsync(path, safe);
            var writing = CreateAsync(http, mock, 1_000_000);
            safe.Add(await FirstOfAsync(http, mock));
            await WaitUntilStoredAsync(path, safe);
            mock.Process.Kill();
            Assert.That(() => writing, Throws.InstanceOf<HttpRequestException>());
        }

        await using var last = await StartAsync(path);
        Assert.That(await MissingAsync(http, last, safe), Is.Empty);
    }

    private static Task<MockProcess> StartAsync(string state) =>
        MockProcess.StartAsync(["--state", state], settings: null, ("SIGNINGKEY", SigningKey));

    // The first token is valid in all rounds, because the signing key is configured.
    private static async Task SignInAsync(HttpClient http, MockProcess mock, int round)
    {
        if (round > 0)
        {
            return;
        }

        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", "partner-local"), new(
                "client_secret",
                "local-only-secret-of-partner-local"),
        ]);
        using var reply = await http.PostAsync(new Uri(mock.Api, Contract.Token.Path), form);
        var token = (string)JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["access_token"]!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static async Task<string> FirstOfAsync(HttpClient http, MockProcess mock) => (await CreateAsync(http, mock, 1))[0];

    private static async Task<List<string>> CreateAsync(HttpClient http, MockProcess mock, int count)
    {
        var create = Contract.Find("createNaturalPerson")!;
        var ids = new List<string>();
        for (var number = 0; number < count; number++)
        {
            var person = create.RequestExample!.DeepClone();
            person["externalId"] = Guid.NewGuid().ToString();
            using var body = new StringContent(person.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
            using var reply = await http.PostAsync(new Uri(mock.Api, create.Path), body);
            ids.Add((string)JsonNode.Parse(await reply.Content.ReadAsStringAsync())!["naturalPersonId"]!);
        }

        return ids;
    }

    private static async Task<List<string>> MissingAsync(HttpClient http, MockProcess mock, List<string> expected)
    {
        var missing = new List<string>();
        foreach (var id in expected)
        {
            using var reply = await http.GetAsync(new Uri(mock.Api, $"{Contract.Find("createNaturalPerson")!.Path}/{id}"));
            if (!reply.IsSuccessStatusCode)
            {
                missing.Add(id);
            }
        }

        return missing;
    }

    // Another process writes the file without a notification, so poll it until it contains all ids.
    private static async Task WaitUntilStoredAsync(string path, List<string> expected)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (await timer.WaitForNextTickAsync())
        {
            if (expected.ToHashSet().IsSubsetOf(Ids(path)))
            {
                return;
            }
        }
    }

    private static HashSet<string> Ids(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM objects";
        using var reader = command.ExecuteReader();
        var ids = new HashSet<string>();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }
}

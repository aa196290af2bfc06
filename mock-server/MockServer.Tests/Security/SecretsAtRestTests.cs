using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Mock.Cli;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Persistence;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Security;

/// <summary>Secrets that the mock was given stay out of its banner and its files, and what was revoked stays revoked.</summary>
internal sealed class SecretsAtRestTests
{
    private const string Secret = "configured-secret-of-a-partner";

    private static readonly ApiClient Client = new()
    {
        ClientId = "partner-own",
        Secrets = [Secret],
        TokenLifetimeSeconds = 60,
        Description = "own"
    };

    [Test]
    public async Task The_banner_shows_the_secrets_of_built_in_clients_only()
    {
        var own = new MockOptions { Clients = [Client] };
        await using var mock = await PartnerApiMock.StartAsync(own);
        await using var builtIn = await PartnerApiMock.StartAsync();

        Assert.That(Banner.Write(mock, own), Does.Not.Contain(Secret).And.Contain("client_secret=$CLIENT_SECRET"));
        Assert.That(Banner.Write(builtIn, new()), Does.Contain(builtIn.ClientSecret));
    }

    [Test]
    public async Task The_state_file_is_its_owners_and_holds_no_hash_of_a_configured_secret()
    {
        var folder = Directory.CreateTempSubdirectory("state");
        try
        {
            var path = Path.Combine(folder.FullName, "state.db");
            File.WriteAllText(path, "");
            await using (var mock = await PartnerApiMock.StartAsync(options => options with { Clients = [Client], StateFile = path }))
            {
                mock.Sessions.Create(new SessionRequest { Id = "other" });
                Assert.That(folder.GetFiles().Select(Mode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            }

            var content = string.Concat(folder.GetFiles().Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName))));
            Assert.That(content, Does.Contain("partner-own"));
            Assert.That(
                content,
                Does.Not.Contain(Secret).And.Not.Contain(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_session_made_again_refuses_the_tokens_of_the_deleted_one()
    {
        await using var mock = await Mocks.StartAsync("v1");
        for (var round = 0; round < 3; round++)
        {
            var token = await TokenOfNewSessionAsync(mock);
            mock.Sessions.Delete("again");
            var renewed = await TokenOfNewSessionAsync(mock);

            Assert.That((await StatusAsync(mock, token), await StatusAsync(mock, renewed)), Is.EqualTo((401, 200)));
            mock.Sessions.Find("again")!.Clients[0].Revoke();
            Assert.That(await StatusAsync(mock, renewed), Is.EqualTo(401));
            mock.Sessions.Delete("again");
        }
    }

    [Test]
    public void A_failed_rollback_does_not_hide_its_cause()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var database = StateDatabase.Open(path, "1");

        Assert.That(
            () => database.Write(each =>
            {
                each.Dispose();
                throw new IOException("the disk is full");
            }),
            Throws.TypeOf<IOException>().With.Message.EqualTo("the disk is full"));
        File.Delete(path);
        File.Delete(path + ".lock");
    }

    private static UnixFileMode Mode(FileInfo file) => OperatingSystem.IsWindows()
        ? UnixFileMode.UserRead | UnixFileMode.UserWrite
        : file.UnixFileMode;

    private static async Task<string> TokenOfNewSessionAsync(PartnerApiMock mock)
    {
        var made = mock.Sessions.Create(new SessionRequest { Id = "again" });
        using var http = new HttpClient();
        using var reply = await http.PostAsync(
            new Uri(mock.ApiAddress, mock.Contract.Token.Path),
            new FormUrlEncodedContent([
                new("grant_type", "client_credentials"), new("client_id", made.ClientId), new("client_secret", made.ClientSecret)]));
        return (string)(await Partner.JsonAsync(reply))!["access_token"]!;
    }

    private static async Task<int> StatusAsync(PartnerApiMock mock, string token)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        using var reply = await http.GetAsync(new Uri(mock.ApiAddress, mock.Contract.Find("getPartnerDetails")!.Path));
        return (int)reply.StatusCode;
    }
}

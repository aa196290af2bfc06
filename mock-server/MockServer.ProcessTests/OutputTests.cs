using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.ProcessTests;

/// <summary>A running mock writes nothing to standard output and error, whatever it receives.</summary>
public sealed class OutputTests
{
    private const string Canary = "canary-of-a-secret-that-must-not-appear";

    private const string Form = "grant_type=client_credentials&client_id=partner-local&client_secret=";

    private static string Basic => Convert.ToBase64String(Encoding.UTF8.GetBytes("partner-local:" + Canary));

    // "\n" is sent as CR LF; {0} is replaced by the secret.
    private static IEnumerable<string> Requests =>
    [
        "GET /customers/{0} HTTP/1.1\nHost: x\n\n",
        "GET /users?client_secret={0} HTTP/1.1\nHost: x\n\n",
        "GET /users HTTP/1.1\nHost: x\nAuthorization: Bearer {0}\nReferer: https://partner.example/?t={0}\nCookie: t={0}\n"
            + "X-Api-Key: {0}\nRequestor-ID: {0}\n\n",
        "GET /users HTTP/1.1\nHost: x\nAuthorization: Basic {1}\n{0}: 1\n\n",
        "GET /users HTTP/1.1\nHost: {0}\n\n",
        "GET /users HTTP/1.1\nHost: x\nbroken header {0}\n\n",
        "GET /users HTTP/1.1\nHost: x\nContent-Length: {0}\n\n",
        "GET /users HTTP/9.{0}\n\n",
        "{0} /users HTTP/1.1\nHost: x\n\n",
        "{0}\n\n",
        "POST /users HTTP/1.1\nHost: x\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n{0}\n",
        "POST /oauth2/token HTTP/1.1\nHost: x\nContent-Type: application/x-www-form-urlencoded\nContent-Length: {2}\n\n"
            + Form + "{0}",
    ];

    [Test]
    public async Task No_request_content_is_written_to_output_or_files()
    {
        using var folder = new TemporaryFolder();
        await using var mock = await MockProcess.StartAsync("--state", folder.File("state.db"));
        foreach (var address in (Uri[])[mock.Api, mock.Control])
        {
            foreach (var request in Requests)
            {
                await SendAsync(address, string.Format(null, request, Canary, Basic, Form.Length + Canary.Length));
            }
        }

        mock.Process.Signal(PosixSignal.SIGTERM);
        var ended = await mock.Process.ExitAsync();

        Assert.That((ended.Output[mock.Banner.Length..].Trim(), ended.Errors), Is.EqualTo(("Stopping ...", "")));
        var files = Directory.GetFiles(folder.FullName);
        Assert.That(files, Is.Not.Empty);
        Assert.That(files.Where(ContainsCanary), Is.Empty);
    }

    private static bool ContainsCanary(string file) =>
        Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains(Canary, StringComparison.Ordinal);

    private static async Task SendAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")));
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null);
        }
        catch (IOException)
        {
            // The server may reset the connection when the request is not HTTP.
        }
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.ProcessTests;

/// <summary>The command <c>grade</c> against a control API that is not a mock, and through a proxy.</summary>
public sealed class GradeTests
{
    private const string Token = "a-control-token-of-32-characters";
    private const string Hostile = "x\u001b[2J\u0007\u009b31m\u202e\u2066\0\r::error::1\n::add-mask::2\n##vso[task.complete]3";

    private readonly List<string> _requested = [];

    [Test]
    public async Task What_a_hostile_control_API_sends_is_visible_and_no_command(
        [Values("text", "json", "markdown", "html", "junit")] string format, [Values(200, 302, 500)] int status)
    {
        await using var server = await ServeAsync((http, token) =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers["X-Mock-Grade"] = "passes";
            http.Response.Headers.Location = "/elsewhere";
            var text = format == "json"
                ? JsonSerializer.Serialize(new { Hostile, token }) + Hostile
                : $"{Hostile} {token} {Convert.ToBase64String(Encoding.UTF8.GetBytes(token))}";
            return http.Response.WriteAsync(text + new string('y', 100_000));
        });

        var ended = await ChildProcess.RunAsync(
            MockProcess.Executable,
            ["grade", "--control", server.Urls.First(), "--format", format],
            environment: new Dictionary<string, string> { ["PARTNER_API_MOCK__CONTROLTOKEN"] = Token });

        var all = ended.Output + ended.Errors;
        Assert.That(_requested, Has.Count.EqualTo(1));
        Assert.That(all, Does.Contain("vso[task.complete]3"), "the reply is not shown, so nothing is proved");
        Assert.That(all.Where(letter => char.IsControl(letter) && letter != '\n'), Is.Empty);
        Assert.That(all, Does.Not.Contain("\u202e").And.Not.Contain("\u2066").And.Not.Contain("##vso["));
        Assert.That(all.Split('\n'), Has.None.StartsWith("::"));
        Assert.That(all, Does.Not.Contain(Token).And.Not.Contain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Token))));
        Assert.That(ended.ExitCode, Is.EqualTo(status == 200 ? 0 : 2));
        Assert.That(ended.Errors, Has.Length.LessThan(3_000));
    }

    [Test]
    public async Task A_reply_without_end_is_refused()
    {
        await using var server = await ServeAsync(async (http, _) =>
        {
            var part = new byte[1024 * 1024];
            for (var sent = 0; sent < 64 && !http.RequestAborted.IsCancellationRequested; sent++)
            {
                await http.Response.Body.WriteAsync(part, http.RequestAborted);
            }
        });

        var ended = await ChildProcess.RunAsync(MockProcess.Executable, ["grade", "--control", server.Urls.First()]);

        Assert.That((ended.ExitCode, ended.Errors), Is.EqualTo((2, "partner-api-mock: the control API sent more than 4 MiB\n")));
    }

    [Test]
    public async Task A_proxy_of_the_environment_is_used_for_other_machines_alone()
    {
        await using var proxy = await ServeAsync((http, _) =>
        {
            http.Response.Headers["X-Mock-Grade"] = "passes";
            return http.Response.WriteAsync("through the proxy");
        });
        await using var mock = await MockProcess.StartAsync();
        Dictionary<string, string> environment = new() { ["HTTP_PROXY"] = proxy.Urls.First(), ["http_proxy"] = proxy.Urls.First() };

        var elsewhere = await ChildProcess.RunAsync(
            MockProcess.Executable, ["grade", "--control", "http://mock.example.test:8081"], environment: environment);
        var here = await ChildProcess.RunAsync(
            MockProcess.Executable, ["grade", "--control", mock.Control.AbsoluteUri], environment: environment);

        Assert.That((elsewhere.ExitCode, elsewhere.Output.Trim()), Is.EqualTo((0, "through the proxy")), elsewhere.Errors);
        Assert.That(here.ExitCode, Is.EqualTo(3), here.Errors);
        Assert.That(_requested, Is.EqualTo(new[] { "mock.example.test:8081" }));
    }

    private async Task<WebApplication> ServeAsync(Func<HttpContext, string, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http =>
        {
            _requested.Add(http.Request.Host.Value ?? "");
            return answer(http, http.Request.Headers.Authorization.ToString().Split(' ')[^1]);
        });
        await app.StartAsync();
        return app;
    }
}

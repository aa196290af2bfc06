using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Benchmarks;

/// <summary>
/// Cost of creating a session: by a control request, compared with a bare endpoint that only returns random credentials, and without
/// the network.
/// </summary>
internal static class SessionCreation
{
    private const int WarmUp = 500;
    private const int Each = 1000;

    public static async Task<int> RunAsync(int rounds)
    {
        await using var mock = await PartnerApiMock.StartAsync();
        await using var bare = await BareAsync();
        using var toMock = new HttpClient { BaseAddress = mock.ControlAddress };
        using var toBare = new HttpClient { BaseAddress = new(bare.Urls.First()) };
        await CallAsync(toMock, WarmUp);
        await CallAsync(toBare, WarmUp);
        List<TimeSpan> mocks = [], bares = [], inside = [];
        for (var round = 0; round < rounds; round++)
        {
            Empty(mock);
            mocks.AddRange(await CallAsync(toMock, Each));
            bares.AddRange(await CallAsync(toBare, Each));
            inside.AddRange(Make(mock, Each));
        }

        Console.WriteLine($"{rounds} rounds of {Each} sessions, one after the other; {mock.Sessions.Count} sessions exist at the end");
        Print("by control call", mocks);
        Print("bare endpoint", bares);
        Print("without the network", inside);
        return 0;
    }

    private static async Task<List<TimeSpan>> CallAsync(HttpClient client, int count)
    {
        var times = new List<TimeSpan>(count);
        for (var number = 0; number < count; number++)
        {
            var start = Stopwatch.GetTimestamp();
            using var reply = await client.PostAsJsonAsync("/control/v1/sessions", new { idleSeconds = 3600 });
            await reply.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        return times;
    }

    private static List<TimeSpan> Make(PartnerApiMock mock, int count)
    {
        var times = new List<TimeSpan>(count);
        for (var number = 0; number < count; number++)
        {
            var start = Stopwatch.GetTimestamp();
            mock.Sessions.Create(new SessionRequest());
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        return times;
    }

    // The number of sessions is limited.
    private static void Empty(PartnerApiMock mock)
    {
        foreach (var session in mock.Sessions.All.Where(session => session != mock.Session).ToList())
        {
            mock.Sessions.Delete(session.Id);
        }
    }

    private static async Task<WebApplication> BareAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/control/v1/sessions", async (HttpRequest request) =>
        {
            await request.ReadFromJsonAsync<Dictionary<string, int>>();
            return Results.Json(
                new { id = Guid.NewGuid(), clientId = Guid.NewGuid(), clientSecret = Secret() },
                statusCode: 201);
        });
        await app.StartAsync();
        return app;
    }

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static void Print(string name, List<TimeSpan> times)
    {
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-20} p50 {times[times.Count / 2].TotalMicroseconds,7:F0} us   "
            + $"p99 {times[times.Count * 99 / 100].TotalMicroseconds,7:F0} us"));
    }
}

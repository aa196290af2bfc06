namespace PartnerApi.BrowserTests.Dashboard;

/// <summary>The pages, with something on each of them.</summary>
internal static class DashboardPages
{
    public static IEnumerable<string> Paths { get; } =
    [
        "/", "/?rule=S9", "/exchange/2", "/exchange/3", "/exchange/4", "/exchange/99", "/grade", "/clock", "/faults",
        "/sessions", "/sessions?id=no%20name", "/rules", "/?session=gone",
    ];

    /// <summary>
    /// Exchange 1 is a token, 2 a refusal with two causes, 3 an ordered failure, 4 is fine; one fault is spent, one waits.
    /// </summary>
    public static async Task FillAsync(OpenDashboard dashboard)
    {
        var token = await dashboard.Partner.TokenAsync();
        await dashboard.Partner.CommandAsync(token, "RequestorId");
        dashboard.Mock.Faults.Add("401-once");
        await dashboard.Partner.QueryAsync(token);
        await dashboard.Partner.QueryAsync(token);
        dashboard.Mock.Faults.Add("5xx-once");
        dashboard.Mock.Sessions.Create(new() { Id = "checkout-team" });
    }
}

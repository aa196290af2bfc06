using Microsoft.Playwright;
using NUnit.Framework;
using PartnerApi.TestSupport;

namespace PartnerApi.BrowserTests.Dashboard;

/// <summary>The pictures of docs/dashboard.md. <c>UPDATE_GENERATED=1</c> takes them again.</summary>
[Category(Generated.Category)]
public sealed class DocumentedPages
{
    private const int MaxBytes = 150_000;

    [TestCase("journal", "/", ColorScheme.Light, 1100, 760)]
    [TestCase("exchange", "/exchange/3", ColorScheme.Light, 1100, 820)]
    [TestCase("grade", "/grade", ColorScheme.Dark, 1100, 700)]
    [TestCase("clock", "/clock", ColorScheme.Light, 1100, 420)]
    [TestCase("faults", "/faults", ColorScheme.Dark, 1100, 480)]
    [TestCase("narrow", "/", ColorScheme.Dark, 390, 760)]
    public async Task The_documented_picture_is_of_this_page(string name, string path, ColorScheme scheme, int width, int height)
    {
        await using var dashboard = await OpenDashboard.StartAsync(context =>
        {
            context.ColorScheme = scheme;
            context.ViewportSize = new() { Width = width, Height = height };
        });
        await dashboard.WithoutPollingAsync();
        await PlayAsync(dashboard);
        await dashboard.GoAsync(path);
        await dashboard.Expect("#live").ToHaveTextAsync("live");
        await SettleAsync(dashboard.Page);

        var picture = await dashboard.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });

        Assert.That(picture, Has.Length.InRange(5_000, MaxBytes));
        if (Generated.Updates)
        {
            Directory.CreateDirectory(Docs("images"));
            var file = Docs($"images/dashboard-{name}.png");
            if (!File.Exists(file) || !await LooksAlikeAsync(dashboard.Page, await File.ReadAllBytesAsync(file), picture))
            {
                await File.WriteAllBytesAsync(file, picture);
            }
        }

        Assert.That(
            new FileInfo(Docs($"images/dashboard-{name}.png")),
            Has.Property("Exists").True.And.Property("Length").LessThan(MaxBytes));
        Assert.That(await File.ReadAllTextAsync(Docs("dashboard.md")), Does.Contain($"(images/dashboard-{name}.png)"));
    }

    // The same story each time, at a moment that stands still.
    private static async Task PlayAsync(OpenDashboard dashboard)
    {
        dashboard.Mock.Clock.Freeze();
        dashboard.Mock.Clock.Set(new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero));
        var token = await dashboard.Partner.TokenAsync();
        await dashboard.Partner.CommandAsync(token);
        await dashboard.Partner.CommandAsync(token, "RequestorId");
        await dashboard.Partner.QueryAsync(token);
        dashboard.Mock.Faults.Add("401-once");
        await dashboard.Partner.QueryAsync(token);
        dashboard.Mock.Faults.Add("5xx-once");
        await dashboard.Partner.QueryAsync(null, "/partner-detail");
        dashboard.Mock.Clock.Advance(TimeSpan.FromSeconds(3610));
        await dashboard.Partner.QueryAsync(token);
    }

    // What differs from run to run is no part of the picture: ports that were free, marks of tokens.
    private static async Task SettleAsync(IPage page) => await page.EvaluateAsync("""
        () => {
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const port = (selector) => document.querySelector(selector).textContent.split(':').at(-1);
          const ports = [port('footer code'), port('footer code + code')];
          while (texts.nextNode()) {
            const text = texts.currentNode;
            text.data = text.data.replaceAll(ports[0], '8080').replaceAll(ports[1], '8081');
            if (/^[0-9a-f]{8}$/.test(text.data)) { text.data = '5e1f7e57'; }
          }
        }
        """);

    // Chromium draws rounded borders with the last bit of a color at random. That is no new picture.
    private static async Task<bool> LooksAlikeAsync(IPage page, byte[] before, byte[] after)
    {
        var blank = await page.Context.NewPageAsync();
        return await blank.EvaluateAsync<bool>(
            """
            async (pictures) => {
              const [before, after] = await Promise.all(pictures.map(async (picture) => {
                const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + picture)).blob());
                const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
                context.drawImage(image, 0, 0);
                return context.getImageData(0, 0, image.width, image.height);
              }));
              return before.width === after.width && before.height === after.height
                && before.data.every((value, index) => Math.abs(value - after.data[index]) <= 2);
            }
            """,
            new[] { Convert.ToBase64String(before), Convert.ToBase64String(after) });
    }

    private static string Docs(string name) => Repository.File("docs", name);
}

using System.Globalization;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using NUnit.Framework;

namespace PartnerApi.BrowserTests;

/// <summary>What every page must satisfy, in both programs.</summary>
internal static class PageChecks
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Asserts that axe finds nothing on the page as it is now.</summary>
    /// <param name="page">The page; it has no frames.</param>
    /// <param name="what">Names the page in the message.</param>
    public static async Task AxeFindsNothingAsync(IPage page, string what)
    {
        // Deque.AxeCore.Playwright opens and closes a second page for each run, to collect the results of frames.
        Assert.That(page.Frames, Has.Count.EqualTo(1), what);
        await page.EvaluateAsync(Axe);
        var violations = await page.EvaluateAsync<string[]>(
            """
            async () => {
              const { passes, violations } = await axe.run(document, { resultTypes: ['violations'] });
              if (passes.length === 0) { throw new Error('no rule of axe found anything to look at'); }
              return violations.map(({ impact, id, help, nodes }) => `${impact} ${id}: ${help}: ${nodes[0].html}`);
            }
            """);

        Assert.That(violations, Is.Empty, what);
    }

    /// <summary>Asserts that the Tab key visits each control once, in the order of the document.</summary>
    /// <param name="page">The page; the focus is at its start.</param>
    /// <param name="selector">Selects the controls; those that are not visible are left out.</param>
    /// <param name="what">Names the page in the message.</param>
    public static async Task TabVisitsAsync(IPage page, string selector, string what)
    {
        var stops = await page.EvaluateAsync<int>(
            """
            (selector) => {
              const stops = [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
              stops.forEach((node, index) => { node.dataset.stop = index; });
              window.visitedStops = [];
              document.addEventListener('focusin', ({ target }) => {
                const style = getComputedStyle(target);
                const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                window.visitedStops.push(`${target.dataset.stop ?? 'no stop'}${shown ? '' : ', focus not shown'}`);
              });
              return stops.length;
            }
            """,
            selector);
        for (var i = 0; i < stops; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        var inOrder = Enumerable.Range(0, stops).Select(stop => stop.ToString(CultureInfo.InvariantCulture));
        Assert.That(await page.EvaluateAsync<string[]>("window.visitedStops"), Is.EqualTo(inOrder), what);
    }

    /// <summary>Opens every closed part of the page.</summary>
    /// <param name="page">The page.</param>
    public static Task OpenDetailsAsync(IPage page) =>
        page.EvaluateAsync("document.querySelectorAll('details').forEach((node) => { node.open = true; })");
}

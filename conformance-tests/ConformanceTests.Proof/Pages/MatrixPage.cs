using System.Text.Encodings.Web;
using PartnerApi.Conformance.Proof.Matrix;
using PartnerApi.Conformance.Proof.Mutants;
using PartnerApi.Conformance.Proof.Variants;

namespace PartnerApi.Conformance.Proof.Pages;

/// <summary>The matrix as one HTML page, which answers: which check catches X, and what would slip through if it were gone?</summary>
internal static class MatrixPage
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Default;

    public static string Render(KillMatrix matrix) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Kill matrix</title><style>{Style}</style></head><body>
        <header><h1>Kill matrix</h1><p>{Summary(matrix)}</p>{Faults(matrix)}
        <nav><a href="#mutants">Which check catches it?</a> <a href="#checks">What if a check were gone?</a> <a href="#loosenings">What if answers were loosened?</a> <a href="#variants">What must be spared?</a></nav></header>
        <main>
        <h2 id="mutants">Mutants: each is wrong in one way</h2>
        <table><thead><tr><th>Mutant</th><th>What it does wrong</th><th>Requirement</th><th>Killed by</th></tr></thead><tbody>{string.Concat(matrix.Trials.OrderBy(Place).Select(Mutant))}</tbody></table>
        <h2 id="checks">Checks: what each one catches</h2>
        <p>Were a check gone, the proof would miss it in the register of checks, and the mutants of the last column would survive. A mutant that only crashes counts for no check: a 5xx fails them all.</p>
        <table><thead><tr><th>Check</th><th>Kills</th><th>Only this one kills</th></tr></thead><tbody>{string.Concat(matrix.Checks.Select(check => Check(matrix, check)))}</tbody></table>
        <h2 id="loosenings">Allowed answers, loosened to anything</h2>
        <p>With every answer allowed for a requirement, these mutants are no longer noticed by it: that is what its allowed answers are for.</p>
        <table><thead><tr><th>Requirement</th><th>Escapes</th></tr></thead><tbody>{string.Concat(matrix.Loosenings.Select(Loosening))}</tbody></table>
        <h2 id="variants">Legitimate variants: nothing may be held against them</h2>
        <table><thead><tr><th>Variant</th><th>How it differs</th><th>Held against it</th></tr></thead><tbody>{string.Concat(matrix.FalseAlarms.Select(Variant))}</tbody></table>
        {string.Concat(matrix.Elsewhere.Select(Elsewhere))}
        </main></body></html>
        """;

    private static string Summary(KillMatrix matrix) => Html.Encode(
        $"{matrix.Trials.Count(trial => trial.ByName)} of {matrix.Trials.Length} mutants are killed by the check named for them; {matrix.Checks.Length} checks; "
        + $"{matrix.FalseAlarms.Count(alarm => alarm.Held.IsEmpty)} of {matrix.FalseAlarms.Length} legitimate variants are spared.");

    private static string Faults(KillMatrix matrix) => matrix.Faults.IsEmpty
        ? "<p class=\"good\">The proof holds.</p>"
        : $"<p class=\"bad\">The proof does not hold:</p><ul class=\"bad\">{string.Concat(matrix.Faults.Select(fault => $"<li>{Html.Encode(fault)}</li>"))}</ul>";

    private static int Place(Trial trial) => MutantCatalogue.All.Select(mutant => mutant.Name).ToList().IndexOf(trial.Mutant);

    private static string Mutant(Trial trial)
    {
        var mutant = MutantCatalogue.All.Single(one => one.Name == trial.Mutant);
        var named = $"{mutant.Requirement} in {mutant.KilledBy}";
        return $"""
            <tr id="mutant-{Html.Encode(trial.Mutant)}"><td>{Html.Encode(trial.Mutant)}</td><td>{Html.Encode(mutant.Sentence)}</td><td>{Html.Encode(mutant.Requirement)}</td>
            <td class="{(trial.ByName ? "good" : "bad")}">{Html.Encode(trial.ByName ? named : trial.Noticed ? "only others: see below" : "nothing")}{Others(trial)}</td></tr>
            """;
    }

    private static string Others(Trial trial) => trial.Red.Count < 2
        ? ""
        : $"<details><summary>{trial.Red.Count} checks in all</summary><ul>{string.Concat(trial.Red.Select(red => $"<li>{Html.Encode($"{red.Value}: {red.Key}")}</li>"))}</ul></details>";

    private static string Check(KillMatrix matrix, CheckKey check)
    {
        var kills = matrix.Trials.Where(trial => trial.Reasoned.Contains(check.ToString())).Select(trial => trial.Mutant).ToList();
        return $"""
            <tr><td>{Html.Encode(check.ToString())}</td>
            <td>{(kills.Count == 0 ? Html.Encode("nothing: " + matrix.Justifications.GetValueOrDefault(check.ToString(), "not justified")) : $"<details><summary>{kills.Count}</summary>{Names(kills)}</details>")}</td>
            <td>{Names(matrix.OnlyBy(check))}</td></tr>
            """;
    }

    private static string Loosening(Loosening loosening) =>
        $"<tr><td>{Html.Encode(loosening.Requirement)}</td><td class=\"{(loosening.Escaped.IsEmpty ? "bad" : "good")}\">{(loosening.Escaped.IsEmpty ? "nothing: not noticed" : Names(loosening.Escaped))}</td></tr>";

    private static string Variant(FalseAlarm alarm) =>
        $"<tr><td>{Html.Encode(alarm.Variant)}</td><td>{Html.Encode(VariantCatalogue.All.Single(one => one.Name == alarm.Variant).Sentence)}</td><td class=\"{(alarm.Held.IsEmpty ? "good" : "bad")}\">{(alarm.Held.IsEmpty ? "nothing" : Names(alarm.Held))}</td></tr>";

    private static string Elsewhere(OtherContract other) => $"""
        <h2 id="contract-{Html.Encode(other.Contract)}">The same mutants under contract {Html.Encode(other.Contract)}</h2>
        <p>{other.Trials.Count(trial => trial is { Noticed: true, ByName: true })} of {other.Trials.Length} are killed by the check named for them.</p>
        """;

    private static string Names(IEnumerable<string> names) => string.Join("<br>", names.Select(Html.Encode));

    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --good: #17803d; --bad: #c0262d; }
        @media (prefers-color-scheme: dark) { :root { --good: #4ade80; --bad: #f87171; } }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1200px; padding: 1rem; }
        nav a { margin-right: 1rem; } h2 { margin-top: 2.5rem; }
        table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        th { position: sticky; top: 0; background: Canvas; } tr:target { outline: 2px solid; }
        td:first-child { font-family: ui-monospace, monospace; font-size: .9em; } .good { color: var(--good); } .bad { color: var(--bad); }
        """;
}

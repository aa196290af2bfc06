using System.Text.Encodings.Web;
using PartnerApi.Conformance.Mutants.Defects;
using PartnerApi.Conformance.Mutants.Matrix;
using PartnerApi.Conformance.Mutants.Variants;

namespace PartnerApi.Conformance.Mutants.Pages;

/// <summary>The matrix as one HTML page, which answers: which check catches X, and what would slip through if it were gone?</summary>
internal static class MatrixPage
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Default;

    public static string Render(KillMatrix matrix) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Kill matrix</title><style>{Style}</style></head><body>
        <header><h1>Kill matrix</h1><p>{Html.Encode(Summary(matrix))}</p>{Faults(matrix)}
        <nav><a href="#mutants">Which check catches it?</a> <a href="#checks">What if a check were gone?</a>
        <a href="#relaxed">What if answers were relaxed?</a> <a href="#variants">Which variants must pass?</a></nav></header>
        <main>
        <h2 id="mutants">Mutants: each is wrong in one way</h2>
        {Table(["Mutant", "What it does wrong", "Requirement", "Killed by"], InOrder(matrix).Select(Mutant))}
        {(matrix.Scope == MatrixScope.Full ? Checks(matrix) : "")}
        <h2 id="variants">Legitimate variants: nothing may be held against them</h2>
        {Table(["Variant", "How it differs", "Violations against it"], matrix.Variants.Select(Variant))}
        {string.Concat(matrix.Elsewhere.Where(other => !other.Results.IsEmpty).Select(Elsewhere))}
        </main></body></html>
        """;

    private static string Checks(KillMatrix matrix) => $"""
        <h2 id="checks">Checks: what each one catches</h2>
        <p>Were a check gone, the register of checks would miss it, and the mutants of the last column would survive. A mutant that only
        crashes counts for no check: a 5xx fails them all.</p>
        {Table(["Check", "Kills", "Only this one kills"], matrix.Checks.Select(check => Check(matrix, check)))}
        <h2 id="relaxed">Allowed answers, relaxed to anything</h2>
        <p>With every answer allowed for a requirement, it no longer notices these mutants: that is what its allowed answers are for.</p>
        {Table(["Requirement", "Escapes"], matrix.Relaxed.Select(Relaxed))}
        """;

    private static string Summary(KillMatrix matrix) =>
        $"{matrix.Results.Count(result => result.ByName)} of {matrix.Results.Length} mutants are killed by the check named for them; "
        + $"{matrix.Checks.Length} checks; "
        + $"{matrix.Variants.Count(variant => variant.Violations.IsEmpty)} of {matrix.Variants.Length} legitimate variants are spared.";

    private static string Faults(KillMatrix matrix) => matrix.Faults.IsEmpty
        ? "<p class=\"good\">The matrix passes.</p>"
        : $"<p class=\"bad\">The matrix fails:</p><ul class=\"bad\">{Items(matrix.Faults)}</ul>";

    private static IEnumerable<MutantResult> InOrder(KillMatrix matrix)
    {
        var place = MutantCatalogue.All.Index().ToDictionary(mutant => mutant.Item.Name, mutant => mutant.Index);
        return matrix.Results.OrderBy(result => place[result.Mutant]);
    }

    private static string Mutant(MutantResult result)
    {
        var mutant = MutantCatalogue.All.Single(one => one.Name == result.Mutant);
        var missed = result.Noticed ? "only others: see below" : "nothing";
        var killedBy = result.ByName ? $"{mutant.Requirement} in {mutant.KilledBy}" : missed;
        return $"""
            <tr id="mutant-{Html.Encode(result.Mutant)}"><td>{Html.Encode(result.Mutant)}</td><td>{Html.Encode(mutant.Sentence)}</td>
            <td>{Html.Encode(mutant.Requirement)}</td><td class="{Class(result.ByName)}">{Html.Encode(killedBy)}{Others(result)}</td></tr>
            """;
    }

    private static string Others(MutantResult result) => result.Red.Count < 2
        ? ""
        : Details($"{result.Red.Count} checks in all", $"<ul>{Items(result.Red.Select(red => $"{red.Value}: {red.Key}"))}</ul>");

    private static string Check(KillMatrix matrix, CheckKey check)
    {
        var name = check.ToString();
        var kills = matrix.Results.Where(result => result.Reasoned.Contains(name)).Select(result => result.Mutant).ToList();
        var shown = kills.Count == 0
            ? Html.Encode("nothing: " + matrix.Justifications.GetValueOrDefault(name, "not justified"))
            : Details($"{kills.Count}", Names(kills));
        return $"<tr><td>{Html.Encode(name)}</td><td>{shown}</td><td>{Names(matrix.OnlyBy(check))}</td></tr>";
    }

    private static string Relaxed(RelaxedRequirement relaxed)
    {
        var escapes = relaxed.Escaped.IsEmpty ? "nothing: no check notices" : Names(relaxed.Escaped);
        return $"<tr><td>{Html.Encode(relaxed.Requirement)}</td><td class=\"{Class(!relaxed.Escaped.IsEmpty)}\">{escapes}</td></tr>";
    }

    private static string Variant(VariantResult variant)
    {
        var sentence = VariantCatalogue.All.Single(one => one.Name == variant.Variant).Sentence;
        var held = variant.Violations.IsEmpty ? "nothing" : Names(variant.Violations);
        return $"""
            <tr><td>{Html.Encode(variant.Variant)}</td><td>{Html.Encode(sentence)}</td>
            <td class="{Class(variant.Violations.IsEmpty)}">{held}</td></tr>
            """;
    }

    private static string Elsewhere(OtherContract other) => $"""
        <h2 id="contract-{Html.Encode(other.Contract)}">The same mutants under contract {Html.Encode(other.Contract)}</h2>
        <p>{other.Results.Count(result => result.Killed)} of {other.Results.Length} are killed by the check named for them.</p>
        """;

    private static string Table(string[] heads, IEnumerable<string> rows)
    {
        var head = string.Concat(heads.Select(name => $"<th>{name}</th>"));
        return $"<table><thead><tr>{head}</tr></thead><tbody>{string.Concat(rows)}</tbody></table>";
    }

    private static string Details(string summary, string content) =>
        $"<details><summary>{Html.Encode(summary)}</summary>{content}</details>";

    private static string Items(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"<li>{Html.Encode(line)}</li>"));

    private static string Names(IEnumerable<string> names) => string.Join("<br>", names.Select(Html.Encode));

    private static string Class(bool good) => good ? "good" : "bad";

    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --good: #17803d; --bad: #c0262d; }
        @media (prefers-color-scheme: dark) { :root { --good: #4ade80; --bad: #f87171; } }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1200px; padding: 1rem; }
        nav a { margin-right: 1rem; } h2 { margin-top: 2.5rem; } table { border-collapse: collapse; width: 100%; }
        th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: left; vertical-align: top; }
        th, td { overflow-wrap: anywhere; }
        th { position: sticky; top: 0; background: Canvas; } tr:target { outline: 2px solid; }
        td:first-child { font-family: ui-monospace, monospace; font-size: .9em; } .good { color: var(--good); } .bad { color: var(--bad); }
        """;
}

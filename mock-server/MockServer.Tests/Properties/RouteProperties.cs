using System.Collections.Immutable;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Pipeline;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Properties;

public sealed class RouteProperties
{
    private static readonly Gen<string> Template =
        Gen.OneOf("a", "b", "a+b", "é", "{x}").Array[1, 4].Select(segments => "/" + string.Join('/', segments));

    // A segment as it is sent, and what it says; null where it says nothing.
    private static readonly Gen<(string Sent, string? Said)> Segment = Gen.OneOf<(string, string?)>(
        ("a", "a"), ("%61", "a"), ("b", "b"), ("a+b", "a+b"), ("a%2Bb", "a+b"), ("é", "é"), ("%C3%a9", "é"), ("%2f", "/"), ("c", "c"),
            ("", ""), ("..", ".."),
        ("%", null), ("%6", null), ("%zz", null), ("%ff", null), ("%C3", null));

    [Test]
    public void A_path_leads_where_trying_every_template_would_lead() =>
        Gen.Select(Template.Array[0, 8], Segment.Array[1, 5]).All(both =>
        {
            var (templates, path) = both;
            ImmutableArray<Operation> operations = [
                .. templates.Distinct().Select(template => EngineUnderTest.Contract.Operations[0] with { Path = template,
                Id = template })];
            var match = new RouteTable(operations).Match("/" + string.Join('/', path.Select(segment => segment.Sent)));
            var best = Best(templates, [.. path.Select(segment => segment.Said)]);

            return (match?.Operations.Single().Id, string.Join('\n', match?.Values ?? []))
                == (best, best is null
                    ? ""
                    : string.Join('\n', path.Where((_, place) => IsParameter(best, place)).Select(segment => segment.Said)));
        });

    private static string? Best(string[] templates, string?[] path) => templates
        .Where(template => Segments(template).Length == path.Length
            && Segments(template).Zip(path).All(pair => pair.Second is { } said && Fits(pair.First, said)))
        .OrderBy(
            template => string.Concat(Segments(template).Select((_, place) => IsParameter(template, place) ? '1' : '0')),
            StringComparer.Ordinal)
        .FirstOrDefault();

    private static bool Fits(string segment, string said) => segment == "{x}" ? said.Length > 0 : segment == said;

    private static bool IsParameter(string template, int place) => Segments(template)[place] == "{x}";

    private static string[] Segments(string template) => template.Split('/')[1..];
}

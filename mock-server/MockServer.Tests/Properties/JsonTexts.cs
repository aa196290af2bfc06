using System.Collections.Immutable;
using CsCheck;

namespace PartnerApi.Properties;

/// <summary>A JSON text, and the members that stand twice in one object of it, known from the way in which it was built.</summary>
/// <param name="Text">The text.</param>
/// <param name="Repeated">Paths such as <c>a.b</c>, in the order of the text; arrays add nothing to a path.</param>
internal sealed record JsonText(string Text, ImmutableArray<string> Repeated)
{
    // One name in two spellings is one name.
    private static readonly Gen<(string Spelled, string Name)> Name =
        Gen.OneOf(("a", "a"), ("\\u0061", "a"), ("b", "b"), ("A", "A"), ("é", "é"), ("\\u00e9", "é"), ("\\/", "/"), ("/", "/"));

    /// <summary>Any text of a few levels.</summary>
    public static Gen<JsonText> Any { get; } = Gen.Recursive<JsonText>((depth, inner) => depth >= 4
        ? Scalar("1", "-0.5e3", "true", "null", "\"a\"", "\"{\\\"a\\\":1,\\\"a\\\":1}\"")
        : Gen.OneOf(Scalar("1", "[]", "{}", "\"\\u0000\""), inner.Array[0, 3].Select(Array), Gen.Select(Name, inner).Array[0, 3].Select(Object)));

    private static Gen<JsonText> Scalar(params string[] texts) => Gen.OneOf(texts).Select(text => new JsonText(text, []));

    private static JsonText Array(JsonText[] items) =>
        new($"[{string.Join(" , ", items.Select(item => item.Text))}]", [.. items.SelectMany(item => item.Repeated)]);

    private static JsonText Object(((string Spelled, string Name) Name, JsonText Value)[] members)
    {
        var repeated = members.SelectMany((member, place) => (string[])
        [
            .. members[..place].Any(earlier => earlier.Name.Name == member.Name.Name) ? [member.Name.Name] : ImmutableArray<string>.Empty,
            .. member.Value.Repeated.Select(path => $"{member.Name.Name}.{path}"),
        ]);
        return new($"{{{string.Join(",\n", members.Select(member => $"\"{member.Name.Spelled}\" :{member.Value.Text}"))}}}", [.. repeated]);
    }
}

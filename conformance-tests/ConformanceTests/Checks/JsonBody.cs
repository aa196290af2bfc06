using System.Collections.Immutable;
using System.Text.Json;

namespace PartnerApi.Conformance.Checks;

/// <summary>A body parsed as JSON. A body that is not JSON has a problem text.</summary>
/// <param name="Root">The value; null when the body is not JSON.</param>
/// <param name="Problem">Why it is not; null when it is.</param>
/// <param name="Duplicates">Members that came twice in one object, as paths such as <c>a.b</c>; most parsers hide them.</param>
public sealed record JsonBody(JsonElement? Root, string? Problem, ImmutableArray<string> Duplicates)
{
    // A target may repeat a thousand members with long names; some of them tell enough.
    private const int MaxDuplicates = 20;
    private const int MaxPath = 200;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="bodyProblem">Why the bytes are not what the target meant to send; null when they are.</param>
    /// <returns>What they hold.</returns>
    public static JsonBody Read(ReadOnlyMemory<byte> body, string? bodyProblem = null)
    {
        // A client that believes the header field cannot read it, whatever the bytes look like.
        if (bodyProblem is not null)
        {
            return new(null, bodyProblem, []);
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return new(document.RootElement.Clone(), null, Scan(body.Span));
        }
        catch (JsonException error)
        {
            return new(null, body.IsEmpty ? "the body is empty" : $"the body is not JSON: {error.Message}", []);
        }
        catch (InvalidOperationException error)
        {
            return new(null, $"the body holds a text that is no Unicode: {error.Message}", []);
        }
    }

    /// <summary>A member of the top-level object.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The value; null when there is no such member, or no object.</returns>
    public JsonElement? Member(string name) =>
        Root is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) ? value : null;

    private static ImmutableArray<string> Scan(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var open = new Stack<(string Path, HashSet<string>? Names)>();
        var duplicates = ImmutableArray.CreateBuilder<string>();
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    var path = !open.TryPeek(out var outer) ? "" : outer.Names is null ? outer.Path : Path(outer.Path, name);
                    open.Push((path, reader.TokenType == JsonTokenType.StartObject ? new(StringComparer.Ordinal) : null));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    break;
                case JsonTokenType.String:
                    // Half a surrogate pair is found only when the text is asked for; better here than in a scenario.
                    _ = reader.GetString();
                    break;
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    if (!open.Peek().Names!.Add(name) && duplicates.Count < MaxDuplicates)
                    {
                        duplicates.Add(Path(open.Peek().Path, name));
                    }

                    break;
            }
        }

        return duplicates.ToImmutable();
    }

    private static string Path(string outer, string name)
    {
        var path = outer.Length == 0 ? name : outer + "." + name;
        return path.Length <= MaxPath ? path : path[..MaxPath] + "…";
    }
}

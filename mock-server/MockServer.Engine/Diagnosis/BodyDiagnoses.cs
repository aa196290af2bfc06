using System.Collections.Immutable;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in the body of a command as a whole, and in what the command is about.</summary>
internal static class BodyDiagnoses
{
    private const string Wanted = "Content-Type: application/json";
    private const string MediaType = "API.body.media_type";
    private const string Json = "API.body.json";
    private const string Target = "API.target.exists";

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new("API.body.missing", refused => new("The body is missing", $"Send JSON as {refused.Operation?.RequestSchema} of the contract describes it")),
        new(MediaType, refused => refused.Http.MediaType is null
            ? new RequestDiagnosis("The header Content-Type is missing", "Say that the body is JSON").Instead("(no Content-Type header)", Wanted)
            : null),
        new(MediaType, refused => refused.Http.MediaType == "application/x-www-form-urlencoded"
            ? new RequestDiagnosis("A form was sent where JSON is wanted; only the token endpoint takes a form", "Send the body as JSON").Instead("Content-Type: application/x-www-form-urlencoded", Wanted)
            : null),
        new(MediaType, refused => refused.Http.MediaType == "application/json"
            ? new RequestDiagnosis("The charset is another one than UTF-8", "Encode the body in UTF-8, and leave the charset parameter out").Instead($"Content-Type: {refused.Http.Headers.First("Content-Type")}", Wanted)
            : null),
        new(MediaType, refused => new RequestDiagnosis($"The body is sent as {refused.Http.MediaType}", "Send it as JSON").Instead($"Content-Type: {refused.Http.MediaType}", Wanted)),
        new(Json, refused => refused.Http.Body.Span is [0xEF, 0xBB, 0xBF, ..]
            ? new("The body starts with a byte order mark", "Write UTF-8 without one: new UTF8Encoding(false) in .NET")
            : null),
        new(Json, refused => refused.Json is null && refused.Form is { Pairs: [{ Key: not ['{' or '[', ..], Value: not "" }, ..] }
            ? new("A form was labelled as JSON", "Turn the object into JSON; changing the header alone does not")
            : null),
        new(Json, refused => refused.Body.AsSpan().TrimStart() is ['{', .. var rest] && rest.TrimStart() is ['\'', ..]
            ? new RequestDiagnosis("The strings are in single quotes", "Use a JSON library; JSON takes double quotes only").Instead("{'name': ...}", "{\"name\": ...}")
            : null),
        new(Json, refused => refused.Json is not null
            ? new("The body is almost JSON: it has a comma behind the last member, or a comment", "Remove it, or let a library write the JSON")
            : null),
        new(Json, refused => $"{refused.Broken.Refusal.Explanation}" is var text
            ? new($"The body is not JSON that can be read: {text}", "Let a library write the JSON; look for a cut-off body and for a member that is there twice")
            : null),
        new("API.query.required", refused => refused.Broken.Refusal.Fields is [var fault, ..]
            ? TokenDiagnoses.Misnamed(refused, fault.Field) ?? new RequestDiagnosis($"The query parameter '{fault.Field}' is missing", $"Append ?{fault.Field}=... to the path").Instead("(no " + fault.Field + ")", fault.Field + "=...")
            : null),
        new("API.path.value", refused => new(Sentence(refused), "Use one of the values that the contract lists")),
        new(Target, refused => refused.Http.Path.Split('/').FirstOrDefault(segment => Placeholders.Is(Uri.UnescapeDataString(segment))) is { } placeholder
            ? new($"'{placeholder}' in the path is a placeholder that was never replaced by an id", "Look where the id comes from; it was empty when the path was built")
            : null),
        new(Target, refused => new($"{Sentence(refused)} in this session", "Create it first; objects live in one session only, and a reset of the session takes them away")),
        new("API.conflict", refused => new(Sentence(refused), "Give each object an externalId of its own, or read the existing one instead of creating it again")),
        new("API.size", _ => new("The body is larger than the mock accepts", "Send less, or start the mock with a larger --max-body-bytes")),
        new("API.fault.order", refused => new(Sentence(refused), "Compare the header with GET /control/v1/faults")),
    ];

    private static string Sentence(RefusedRequest refused) =>
        refused.Broken.Refusal.Explanation is { Length: > 0 } text ? char.ToUpperInvariant(text[0]) + text[1..] : "";
}

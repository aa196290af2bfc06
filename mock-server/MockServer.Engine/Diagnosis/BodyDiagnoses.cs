using System.Collections.Immutable;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in the body of a command as a whole and in its target.</summary>
internal static class BodyDiagnoses
{
    private const string Expected = "Content-Type: application/json";
    private const string MediaType = "API.body.media_type";
    private const string Json = "API.body.json";
    private const string Target = "API.target.exists";

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new(
            "API.body.missing",
            refused => new("The body is missing", $"Send JSON that matches the schema {refused.Operation?.RequestSchema}")),
        new(MediaType, refused => refused.Http.MediaType is null
            ? new RequestDiagnosis("The Content-Type header is missing", "Send the media type of the body")
                .WithDifference("(no Content-Type header)", Expected)
            : null),
        new(MediaType, refused => refused.Http.MediaType == "application/x-www-form-urlencoded"
            ? new RequestDiagnosis(
                "A form was sent; this endpoint expects JSON, only the token endpoint expects a form", "Send the body as JSON")
                .WithDifference("Content-Type: application/x-www-form-urlencoded", Expected)
            : null),
        new(MediaType, refused => refused.Http.ContentType is { MediaType: "application/json", IsUtf8: false }
            ? new RequestDiagnosis("The charset is not UTF-8", "Encode the body in UTF-8 and omit the charset parameter")
                .WithDifference($"Content-Type: {refused.Http.Headers.First("Content-Type")}", Expected)
            : null),
        new(
            MediaType,
            refused => new RequestDiagnosis(
                $"The body is sent as {refused.Http.MediaType}",
                "Send it as JSON").WithDifference($"Content-Type: {refused.Http.MediaType}", Expected)),
        new(
            "API.body.content_encoding",
            refused => new RequestDiagnosis(
                $"The body is compressed: Content-Encoding is {refused.Http.Headers.First("Content-Encoding")}",
                "Send the body without compression, and omit the header; turn off request compression in the HTTP client")
                .WithDifference($"Content-Encoding: {refused.Http.Headers.First("Content-Encoding")}", "(no Content-Encoding header)")),
        new(Json, refused => BodyEncoding.Describe(refused.Http.Body.Span) is { } encoding
            ? new(
                $"The body is {encoding}; expected JSON as UTF-8 text",
                "Send the JSON text itself, encoded in UTF-8, without compression or another encoding")
            : null),
        new(Json, refused => refused.Http.Body.Span is [0xEF, 0xBB, 0xBF, ..]
            ? new(
                "The body starts with a byte order mark",
                "Encode UTF-8 without a byte order mark, for example with new UTF8Encoding(false) in .NET")
            : null),
        new(Json, refused => refused.Json is null && refused.Form is { Pairs: [{ Key: not ['{' or '[', ..], Value: not "" }, ..] }
            ? new("The body is a form, but Content-Type says JSON", "Serialize the object as JSON; changing the header alone is not enough")
            : null),
        new(Json, refused => refused.Body.AsSpan().TrimStart() is ['{', .. var rest] && rest.TrimStart() is ['\'', ..]
            ? new RequestDiagnosis("The strings are enclosed in single quotes", "Use a JSON library; JSON requires double quotes")
                .WithDifference("{'name': ...}", "{\"name\": ...}")
            : null),
        new(Json, refused => refused.Json is not null
            ? new("The JSON contains a trailing comma or a comment", "Remove it, or use a JSON library")
            : null),
        new(Json, refused => $"{refused.Broken.Refusal.Explanation}" is var text
            ? new($"The body is not valid JSON: {text}", "Use a JSON library; check for a truncated body and for duplicate members")
            : null),
        new("API.query.required", refused => refused.Broken.Refusal.Fields is [var fault, ..]
            ? TokenDiagnoses.Misnamed(refused, fault.Field)
                ?? new RequestDiagnosis($"The query parameter '{fault.Field}' is missing", $"Append ?{fault.Field}=... to the path")
                    .WithDifference("(no " + fault.Field + ")", fault.Field + "=...")
            : null),
        new("API.path.value", refused => new(Sentence(refused), "Use one of the values listed in the contract")),
        new(Target, refused =>
            refused.Http.Path.Split('/').FirstOrDefault(segment => Placeholders.Is(Uri.UnescapeDataString(segment))) is { } placeholder
            ? new(
                $"'{placeholder}' in the path is a placeholder that was not replaced by an id",
                "Check where the id comes from; it was empty when the path was built")
            : null),
        new(
            Target,
            refused => new(
                $"{Sentence(refused)} in this session",
                "Create it first; objects belong to one session, and resetting the session deletes them")),
        new(
            "API.conflict",
            refused => new(
                Sentence(refused),
                "Use a different externalId for each object, or read the existing object instead of creating it again")),
        new(
            "API.size",
            _ => new("The body is larger than the mock accepts", "Send a smaller body, or start the mock with a larger --max-body-bytes")),
        new("API.fault.order", refused => new(Sentence(refused), "Compare the header with GET /control/v1/faults")),
    ];

    private static string Sentence(RefusedRequest refused) =>
        refused.Broken.Refusal.Explanation is { Length: > 0 } text ? char.ToUpperInvariant(text[0]) + text[1..] : "";
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in single members of a body, found from what the schema refused.</summary>
internal static class SchemaDiagnoses
{
    private const string Schema = "API.body.schema";

    private static readonly string[] Formats =
        ["dd.MM.yyyy", "d.M.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "M/d/yyyy", "yyyy/MM/dd", "yyyyMMdd", "dd-MM-yyyy", "yyyy-M-d", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"];

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new(Schema, refused => refused.Fault("PropertyRequired") is { } fault && Misspelt(refused, fault) is { } sent
            ? new RequestDiagnosis($"The member is spelt '{sent}'; wanted '{Name(fault)}'", $"Rename it to {Name(fault)}; names are exact, letter case included").Instead($"\"{sent}\"", $"\"{Name(fault)}\"")
            : null),
        new(Schema, refused => refused.Fault("NumberExpected", "IntegerExpected") is { } fault && Text(refused, fault) is { } text && decimal.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? new RequestDiagnosis($"The number in '{fault.Field}' was sent as a string", "Send it without quotation marks").Instead($"\"{text}\"", text)
            : null),
        new(Schema, refused => refused.Fault("BooleanExpected") is { } fault && Text(refused, fault) is { } text
            ? new RequestDiagnosis($"The truth value in '{fault.Field}' was sent as a string", "Send true or false without quotation marks").Instead($"\"{text}\"", "true or false")
            : null),
        new(Schema, refused => refused.Fault("StringExpected") is { } fault && refused.At(fault.Field) is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
            ? new RequestDiagnosis($"'{fault.Field}' is a string in the contract, and was sent as {(value.GetValueKind() == JsonValueKind.Number ? "a number" : "a truth value")}", "Put it in quotation marks").Instead(value.ToJsonString(), $"\"{value.ToJsonString()}\"")
            : null),
        new(Schema, refused => refused.Fault("DateExpected", "DateTimeExpected", "PatternMismatch") is { } fault && Text(refused, fault) is { } text && Date(text) is { } date
            ? new RequestDiagnosis($"The date in '{fault.Field}' has another format", "Write year, month and day as YYYY-MM-DD").Instead($"\"{text}\"", $"\"{date}\"")
            : null),
        new(Schema, refused => refused.Fault("PatternMismatch") is { } fault && Text(refused, fault) is { } text && Repaired(text, fault) is { } repaired
            ? new RequestDiagnosis($"'{fault.Field}' is right but for letter case or blanks", "Send it in the form that the contract's pattern asks for").Instead($"\"{text}\"", $"\"{repaired}\"")
            : null),
        new(Schema, refused => refused.Fault("NotInEnumeration") is { } fault && Text(refused, fault) is { } text && DidYouMean.Suggest(text, Words(fault)) is [var near, ..]
            ? new RequestDiagnosis($"'{fault.Field}' has a value that is none of the allowed ones, but close to one", $"Send {near}; values are exact, letter case included").Instead($"\"{text}\"", $"\"{near}\"")
            : null),
        new(Schema, refused => refused.Fault("ArrayExpected") is { } fault && refused.At(fault.Field) is JsonObject or JsonValue
            ? new RequestDiagnosis($"'{fault.Field}' is a list in the contract, and one value was sent", "Put the value in square brackets").Instead($"\"{fault.Field}\": ...", $"\"{fault.Field}\": [...]")
            : null),
        new(Schema, refused => refused.Fault("ObjectExpected") is { Field: "" } && refused.Json is JsonArray
            ? new RequestDiagnosis("A list was sent where one object is wanted", "Send the object itself, one request each").Instead("[{...}]", "{...}")
            : null),
        new(Schema, refused => refused.Fault("PropertyRequired") is { } fault && Wrapped(refused) is { } wrapper
            ? new RequestDiagnosis($"The object is wrapped in the member '{wrapper}'", "Send its members at the top").Instead($"{{\"{wrapper}\": {{\"{Name(fault)}\": ...}}}}", $"{{\"{Name(fault)}\": ...}}")
            : null),
        new(Schema, refused => refused.Fault("PropertyRequired") is { } fault
            ? new RequestDiagnosis($"The required member '{fault.Field}' is missing{Others(refused, fault)}", $"Add it; {refused.Operation?.RequestSchema} in the contract says what it holds").Instead("(not there)", $"\"{Name(fault)}\": ...")
            : null),
        new(Schema, refused => refused.Broken.Refusal.Fields is [var fault, ..]
            ? new($"'{fault.Field}' {fault.Message}", $"Compare it with {refused.Operation?.RequestSchema} in the contract")
            : null),
    ];

    private static string Name(FieldFault fault) => fault.Field[(fault.Field.LastIndexOf('.') + 1)..];

    private static string? Text(RefusedRequest refused, FieldFault fault) =>
        refused.At(fault.Field) is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= 100 ? text : null;

    // A member that the schema does not have and whose name is close, beside the missing one.
    private static string? Misspelt(RefusedRequest refused, FieldFault fault)
    {
        var parent = fault.Field.Contains('.') ? refused.At(fault.Field[..fault.Field.LastIndexOf('.')]) : refused.Json;
        var wanted = Name(fault);
        return (parent as JsonObject)?.Select(member => member.Key)
            .FirstOrDefault(name => name != wanted && (RefusedRequest.Letters(name) == RefusedRequest.Letters(wanted) || DidYouMean.Suggest(name, [wanted]).Length > 0) && !IsOwn(refused, name));
    }

    // The contract's own members are not misspelt ones, however much they resemble each other.
    private static bool IsOwn(RefusedRequest refused, string name) =>
        refused.Operation?.RequestExample is JsonObject example && example.ContainsKey(name);

    private static string? Wrapped(RefusedRequest refused) =>
        refused.Json is JsonObject { Count: 1 } body && body.First() is { Value: JsonObject, Key: var key } ? key : null;

    private static string Others(RefusedRequest refused, FieldFault first) =>
        refused.Broken.Refusal.Fields.Count(fault => fault.Code == first.Code) is > 1 and var all ? $", and {all - 1} more" : "";

    // The pattern stands at the end of the message; it comes from the contract, the time limit is against slow ones.
    private static string? Repaired(string text, FieldFault fault)
    {
        var pattern = new Regex(fault.Message[(fault.Message.IndexOf('^') is >= 0 and var at ? at : 0)..], RegexOptions.None, TimeSpan.FromMilliseconds(50));
        string[] tries = [text.Trim(), text.ToUpperInvariant(), text.ToLowerInvariant(), text.Replace(" ", "", StringComparison.Ordinal), text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()];
        return tries.FirstOrDefault(pattern.IsMatch);
    }

    private static string? Date(string text) =>
        DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    private static string[] Words(FieldFault fault) =>
        fault.Message.Contains(": ", StringComparison.Ordinal) ? fault.Message[(fault.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split(", ") : [];
}

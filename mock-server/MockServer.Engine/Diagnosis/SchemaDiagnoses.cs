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
        [
            "dd.MM.yyyy", "d.M.yyyy", "dd/MM/yyyy", "MM/dd/yyyy", "M/d/yyyy", "yyyy/MM/dd", "yyyyMMdd", "dd-MM-yyyy", "yyyy-M-d",
            "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"];

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new(Schema, refused => refused.Fault("PropertyRequired") is { } fault && Misspelled(refused, fault) is { } sent
            ? new RequestDiagnosis(
                $"The member is named '{sent}'; expected '{Name(fault)}'", $"Rename it to {Name(fault)}; names are case-sensitive")
                .WithDifference($"\"{sent}\"", $"\"{Name(fault)}\"")
            : null),
        new(Schema, refused => refused.Fault("NumberExpected", "IntegerExpected") is { } fault && Text(refused, fault) is { } text
            && decimal.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? new RequestDiagnosis($"The number in '{fault.Field}' was sent as a string", "Send it without quotation marks")
                .WithDifference($"\"{text}\"", text)
            : null),
        new(Schema, refused => refused.Fault("BooleanExpected") is { } fault && Text(refused, fault) is { } text
            ? new RequestDiagnosis($"The Boolean in '{fault.Field}' was sent as a string", "Send true or false without quotation marks")
                .WithDifference($"\"{text}\"", "true or false")
            : null),
        new(Schema, refused =>
            refused.Fault("StringExpected") is { } fault && refused.At(fault.Field) is JsonValue value
                && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
            ? new RequestDiagnosis(
                $"'{fault.Field}' must be a string, but was sent as "
                    + $"{(value.GetValueKind() == JsonValueKind.Number ? "a number" : "a Boolean")}",
                "Enclose it in quotation marks")
                .WithDifference(value.ToJsonString(), $"\"{value.ToJsonString()}\"")
            : null),
        new(Schema, refused =>
            refused.Fault("DateExpected", "DateTimeExpected", "PatternMismatch") is { } fault && Text(refused, fault) is { } text
                && Date(text) is { } date
            ? new RequestDiagnosis($"The date in '{fault.Field}' has the wrong format", "Use the format YYYY-MM-DD")
                .WithDifference($"\"{text}\"", $"\"{date}\"")
            : null),
        new(Schema, refused =>
            refused.Fault("PatternMismatch") is { } fault && Text(refused, fault) is { } text && Repaired(text, fault) is { } repaired
            ? new RequestDiagnosis(
                $"'{fault.Field}' differs only in letter case or spaces", "Send it in the form that the contract's pattern requires")
                .WithDifference($"\"{text}\"", $"\"{repaired}\"")
            : null),
        new(Schema, refused => refused.Fault("NotInEnumeration") is { } fault && Text(refused, fault) is { } text
            && DidYouMean.Suggest(text, Words(fault)) is [var near, ..]
            ? new RequestDiagnosis($"'{fault.Field}' is not one of the allowed values", $"Send {near}; values are case-sensitive")
                .WithDifference($"\"{text}\"", $"\"{near}\"")
            : null),
        new(Schema, refused => refused.Fault("ArrayExpected") is { } fault && refused.At(fault.Field) is JsonObject or JsonValue
            ? new RequestDiagnosis($"'{fault.Field}' must be an array, but a single value was sent", "Enclose the value in square brackets")
                .WithDifference($"\"{fault.Field}\": ...", $"\"{fault.Field}\": [...]")
            : null),
        new(Schema, refused => refused.Fault("ObjectExpected") is { Field: "" } && refused.Json is JsonArray
            ? new RequestDiagnosis("An array was sent; expected one object", "Send one request for each object")
                .WithDifference("[{...}]", "{...}")
            : null),
        new(Schema, refused => refused.Fault("PropertyRequired") is { } fault && Wrapped(refused) is { } wrapper
            ? new RequestDiagnosis($"The object is wrapped in the member '{wrapper}'", "Send its members at the top level")
                .WithDifference($"{{\"{wrapper}\": {{\"{Name(fault)}\": ...}}}}", $"{{\"{Name(fault)}\": ...}}")
            : null),
        new(Schema, refused => refused.Fault("PropertyRequired") is { } fault
            ? new RequestDiagnosis(
                $"The required member '{fault.Field}' is missing{Others(refused, fault)}",
                $"Add it; the schema {refused.Operation?.RequestSchema} describes its value")
                .WithDifference("(missing)", $"\"{Name(fault)}\": ...")
            : null),
        new(Schema, refused => refused.Broken.Refusal.Fields is [var fault, ..]
            ? new($"'{fault.Field}' {fault.Message}", $"Compare it with the schema {refused.Operation?.RequestSchema} in the contract")
            : null),
    ];

    private static string Name(FieldFault fault) => fault.Field[(fault.Field.LastIndexOf('.') + 1)..];

    private static string? Text(RefusedRequest refused, FieldFault fault) =>
        refused.At(fault.Field) is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= 100 ? text : null;

    // A sibling of the missing member with a similar name that the schema does not have.
    private static string? Misspelled(RefusedRequest refused, FieldFault fault)
    {
        var parent = fault.Field.Contains('.') ? refused.At(fault.Field[..fault.Field.LastIndexOf('.')]) : refused.Json;
        var wanted = Name(fault);
        return (parent as JsonObject)?.Select(member => member.Key)
            .FirstOrDefault(name => name != wanted
                && (RefusedRequest.Letters(name) == RefusedRequest.Letters(wanted) || DidYouMean.Suggest(name, [wanted]).Length > 0)
                && !IsOwn(refused, name));
    }

    // Members of the contract are never misspellings of each other.
    private static bool IsOwn(RefusedRequest refused, string name) =>
        refused.Operation?.RequestExample is JsonObject example && example.ContainsKey(name);

    private static string? Wrapped(RefusedRequest refused) =>
        refused.Json is JsonObject { Count: 1 } body && body.First() is { Value: JsonObject, Key: var key } ? key : null;

    private static string Others(RefusedRequest refused, FieldFault first) =>
        refused.Broken.Refusal.Fields.Count(fault => fault.Code == first.Code) is > 1 and var all ? $", and {all - 1} more" : "";

    // The message ends with the contract's pattern; the timeout protects against slow patterns.
    private static string? Repaired(string text, FieldFault fault)
    {
        var pattern = new Regex(
            fault.Message[(fault.Message.IndexOf('^') is >= 0 and var at ? at : 0)..], RegexOptions.None, TimeSpan.FromMilliseconds(50));
        string[] tries = [
            text.Trim(), text.ToUpperInvariant(), text.ToLowerInvariant(), text.Replace(" ", "", StringComparison.Ordinal),
            text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()];
        return tries.FirstOrDefault(pattern.IsMatch);
    }

    private static string? Date(string text) =>
        DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    private static string[] Words(FieldFault fault) =>
        fault.Message.Contains(": ", StringComparison.Ordinal)
            ? fault.Message[(fault.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split(", ")
            : [];
}

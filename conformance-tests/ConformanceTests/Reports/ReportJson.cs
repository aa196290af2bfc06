using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Reports;

/// <summary>The one form in which the suite writes JSON: indented, readable, and with nothing invisible in it.</summary>
internal static class ReportJson
{
    /// <summary>The form of a document without enum values.</summary>
    public static JsonSerializerOptions Form { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        // No file is pasted into HTML, so `«` and `+` stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The form of a document with enum values.</summary>
    /// <param name="naming">How these are spelled.</param>
    /// <returns>The form.</returns>
    public static JsonSerializerOptions WithEnums(JsonNamingPolicy naming) =>
        new(Form) { Converters = { new JsonStringEnumConverter(naming) } };

    /// <summary>Writes a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="form">Its form; null for <see cref="Form"/>.</param>
    /// <returns>The text, with a line end.</returns>
    public static string Write(object document, JsonSerializerOptions? form = null) =>
        VisibleText.EscapeJson(JsonSerializer.Serialize(document, form ?? Form)) + "\n";
}

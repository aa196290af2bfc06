using System.Text.Encodings.Web;
using System.Text.Json;

namespace PartnerApi.Mock.Http;

/// <summary>
/// How replies are written: only what JSON demands is escaped, so that a text such as <c>'Requestor-ID'</c> can be read in a terminal.
/// No reply is embedded in HTML without being encoded for it.
/// </summary>
public static class RelaxedJson
{
    /// <summary>The encoder.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>The defaults of the serializer with this encoder.</summary>
    public static JsonSerializerOptions Options { get; } = new() { Encoder = Encoder };
}

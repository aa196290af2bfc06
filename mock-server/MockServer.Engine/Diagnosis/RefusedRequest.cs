using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>A refused request without secrets, as the diagnosis rules read it.</summary>
internal sealed class RefusedRequest
{
    // Names of the standards are never misspellings of each other.
    private static readonly string[] Standard = ["grant_type", "client_id", "client_secret", "scope"];

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    private readonly Lazy<JsonNode?> _json;

    public RefusedRequest(ApiRequest request, BrokenRule broken)
    {
        Http = request;
        Broken = broken;
        Form = FormBody.TryParse(Http.Body.Span, out var form) ? form : null;
        Query = FormBody.TryParse(Encoding.UTF8.GetBytes(Http.Query), out var query) ? query : null;
        _json = new(ReadJson);
    }

    /// <summary>The request, without secrets.</summary>
    public ApiRequest Http { get; }

    /// <summary>The rule that refused it, and how.</summary>
    public BrokenRule Broken { get; }

    public string Requirement => Broken.Requirement;

    /// <summary>The operation; null when path and method name none.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The client, as it named itself or as its token says; null when neither is there.</summary>
    public string? ClientId { get; init; }

    /// <summary>Hints about its credentials.</summary>
    public CredentialHints Hints { get; init; } = CredentialHints.None;

    /// <summary>Ids of the clients that the session had.</summary>
    public ImmutableArray<string> Clients { get; init; } = [];

    public required Contract Contract { get; init; }

    /// <summary>The body read as a form; null when it cannot be.</summary>
    public FormBody? Form { get; }

    /// <summary>The query; null when it cannot be read.</summary>
    public FormBody? Query { get; }

    /// <summary>The body, leniently parsed as JSON; null when that fails.</summary>
    public JsonNode? Json => _json.Value;

    public string Body => Encoding.UTF8.GetString(Http.Body.Span);

    /// <summary>The first header whose name, reduced to its letters, passes a test.</summary>
    public string? HeaderLike(Func<string, bool> letters) =>
        Http.Headers.Fields.FirstOrDefault(field => letters(Letters(field.Name))).Name;

    /// <summary>The parameter of form or query that was probably meant by a name.</summary>
    public string? ParameterLike(string expected) =>
        (Form?.Pairs ?? []).Concat(Query?.Pairs ?? []).Select(pair => pair.Key)
            .FirstOrDefault(name => name != expected && !Standard.Contains(name)
                && (Letters(name) == Letters(expected) || DidYouMean.Suggest(name, [expected]).Length > 0));

    public FieldFault? Fault(params ReadOnlySpan<string> codes)
    {
        foreach (var fault in Broken.Refusal.Fields)
        {
            if (codes.Contains(fault.Code))
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The value of the body at a path such as <c>mainAddress.zip</c>.</summary>
    public JsonNode? At(string path)
    {
        var node = Json;
        foreach (var step in path.Split('.', '[', ']').Where(step => step.Length > 0))
        {
            node = node switch
            {
                JsonObject members => members[step],
                JsonArray items when int.TryParse(step, out var index) && index < items.Count => items[index],
                _ => null,
            };
        }

        return node;
    }

    public static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private JsonNode? ReadJson()
    {
        try
        {
            return Http.Body.IsEmpty ? null : JsonNode.Parse(Http.Body.Span, documentOptions: Lenient);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Mutants.Variants;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Servers that read parameters from the wrong place, or read one spelling of a request only.</summary>
internal static class FormMutants
{
    private const string BodyOnly = "RFC6749-4.4.2.body_only";
    private const string Elsewhere = "Parameters_elsewhere_do_not_replace_those_of_the_body";
    private const string Equivalent = "RFC6749-B.equivalent";
    private const string Order = "Order_and_escapes_of_the_form_do_not_matter";

    public static IEnumerable<Mutant> All =>
    [
        new("grant-from-query", "grant_type in the query counts as well.", BodyOnly, Elsewhere,
            options => Merged(options, "grant_type", FromQuery)),
        new("client-id-from-query", "client_id in the query counts as well.", BodyOnly, Elsewhere,
            options => Merged(options, "client_id", FromQuery)),
        new("secret-from-query", "client_secret in the query counts as well.", BodyOnly, Elsewhere,
            options => Merged(options, "client_secret", FromQuery)),
        new("query-before-body", "client_id in the query replaces that of the body.", BodyOnly, Elsewhere, options =>
            options.WithRequest(request => request.IsToken() && FromQuery(request, "client_id") is { } id && request.Form("client_id") != ""
                ? request.WithForm("client_id", id) with { Query = "" }
                : request)),
        new("parameters-from-fields", "Parameters in header fields count as well.", BodyOnly, Elsewhere, options =>
            ((string[])["grant_type", "client_id", "client_secret"]).Aggregate(options, (changed, name) =>
                Merged(changed, name, (request, header) => request.Headers.First(header)))),
        new("grant-first", "grant_type must be the first parameter.", Equivalent, Order, options =>
            RefuseForm(options, form => form.Contains("grant_type=", StringComparison.Ordinal)
                && !form.StartsWith("grant_type=", StringComparison.Ordinal))),
        new("letters-not-decoded", "Escapes of letters are not decoded.", Equivalent, Order, options =>
            RefuseForm(options, form => form.Contains("%63", StringComparison.Ordinal))),
        new("bytes-as-500", "Bytes that are no UTF-8 make the token endpoint fail.", "RFC6749-B.form_encoding",
            "A_malformed_form_does_not_make_the_server_fail",
            options => options.WithReply((request, reply) =>
                request.IsToken() && request.Body.Span.IndexOf((byte)0xFF) >= 0 ? reply with { Status = 500 } : reply)),
        new("members-in-order", "A JSON body must have its members in the documented order.", "API.body.equivalent",
            "Order_and_escapes_of_a_JSON_body_do_not_matter", InFirstOrder),
        new("escapes-not-read", "Escapes in a JSON body are not read.", "API.body.equivalent",
            "Order_and_escapes_of_a_JSON_body_do_not_matter", options => options with
            {
                // Not the umlauts of a name, which every client of .NET escapes.
                Intercept = (request, next) => request.IsCommand() && Text(request).Contains("\\u006", StringComparison.Ordinal)
                    ? ApiReply.Empty(400)
                    : next(request),
            }),
        new("address-as-500", "Bytes in an address that are no UTF-8 make the server fail.", "RFC9110-15.5.malformed",
            "Bytes_that_are_no_UTF8_do_not_make_the_API_fail",
            options => options.WithReply((request, reply) =>
                request.Target.Contains("%ff", StringComparison.OrdinalIgnoreCase) ? reply with { Status = 500 } : reply)),
        new("cached-token-promises-all", "A token that is issued again promises its whole lifetime again.", "S3.reply.expires_in.repeated",
            "A_token_that_is_issued_again_has_the_rest_of_its_lifetime", options => FormVariants.Cached(options, (whole, _) => whole)),
    ];

    private static MockOptions Merged(MockOptions options, string name, Func<ApiRequest, string, string?> find)
    {
        var inner = options.Intercept ?? ((request, next) => next(request));
        return options with
        {
            Intercept = (request, next) => inner(
                request.IsToken() && request.Form(name) == "" && find(request, name) is { } value
                    ? request.WithForm(name, value) with { Query = "" }
                    : request,
                next),
        };
    }

    private static string? FromQuery(ApiRequest request, string name) => request.Query.Split('&')
        .Where(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))
        .Select(pair => Uri.UnescapeDataString(pair[(name.Length + 1)..]))
        .FirstOrDefault();

    private static MockOptions RefuseForm(MockOptions options, Func<string, bool> refused) => options with
    {
        Intercept = (request, next) => request.IsToken() && refused(Text(request))
            ? ApiReply.FromJson(400, new System.Text.Json.Nodes.JsonObject { ["error"] = "invalid_request" })
            : next(request),
    };

    // The first member of the first body of an operation has to be the first one of all.
    private static MockOptions InFirstOrder(MockOptions options)
    {
        var first = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        return options with
        {
            Intercept = (request, next) =>
            {
                var name = Text(request).Split('"') is [_, var member, ..] && request.IsCommand() ? member : null;
                return name is null || first.GetOrAdd(request.Method + request.Path, name) == name || name.StartsWith('\\')
                    ? next(request)
                    : ApiReply.Empty(400);
            },
        };
    }

    private static string Text(ApiRequest request) => Encoding.UTF8.GetString(request.Body.Span);
}

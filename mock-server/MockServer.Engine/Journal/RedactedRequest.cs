using System.Collections.Immutable;
using PartnerApi.HttpTrace;
using PartnerApi.HttpTrace.Redaction;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Journal;

/// <summary>A redacted request, and the places in which it contained secrets.</summary>
/// <param name="Http">The request without secrets, its body cut to <see cref="MaxBody"/>.</param>
/// <param name="InUrl">What stood in path or query.</param>
/// <param name="InReferer">What stood in the header <c>Referer</c>.</param>
/// <param name="InBody">What stood in the body.</param>
public readonly record struct RedactedRequest(ApiRequest Http, SecretKinds InUrl, SecretKinds InReferer, SecretKinds InBody)
{
    /// <summary>How many bytes of a body are kept.</summary>
    public const int MaxBody = 16 * 1024;

    private const int MaxMethodLength = 7;

    /// <summary>Removes the secrets from a request.</summary>
    /// <param name="http">The request as it came.</param>
    /// <param name="secrets">Knows the secrets of its session.</param>
    /// <returns>What may be kept. Parts without secrets are shared with the original.</returns>
    public static RedactedRequest Redact(ApiRequest http, Redactor secrets)
    {
        SecretKinds url = default, referer = default, body = default;
        var path = secrets.Redact(http.Path, ref url);
        var query = http.Query.Length == 0 ? "" : secrets.Redact(http.Query, ref url);
        var headers = Headers(http.Headers.Fields, secrets, ref referer);
        var bytes = http.Body.IsEmpty ? http.Body : secrets.Redact(http.Body, MaxBody, ref body);
        var method = http.Method.Length > MaxMethodLength ? secrets.Redact(http.Method) : http.Method;
        return new(http with { Method = method, Path = path, Query = query, Headers = headers, Body = bytes }, url, referer, body);
    }

    private static HeaderList Headers(ImmutableArray<HeaderField> fields, Redactor secrets, ref SecretKinds referer)
    {
        ImmutableArray<HeaderField>.Builder? changed = null;
        for (var index = 0; index < fields.Length; index++)
        {
            SecretKinds found = default;
            var field = secrets.Redact(fields[index], ref found);
            referer |= field.Is("Referer") ? found : default;
            if (!ReferenceEquals(field.Value, fields[index].Value) || !ReferenceEquals(field.Name, fields[index].Name))
            {
                changed ??= fields.ToBuilder();
                changed[index] = field;
            }
        }

        return new(changed?.MoveToImmutable() ?? fields);
    }
}

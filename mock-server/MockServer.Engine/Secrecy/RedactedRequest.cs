using System.Collections.Immutable;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Secrecy;

/// <summary>A request as it may be kept, and where in it secrets stood.</summary>
/// <param name="Http">The request without secrets, its body cut to <see cref="LongestBody"/>.</param>
/// <param name="InUrl">What stood in path or query.</param>
/// <param name="InReferer">What stood in the header <c>Referer</c>.</param>
/// <param name="InBody">What stood in the body.</param>
public readonly record struct RedactedRequest(ApiRequest Http, Found InUrl, Found InReferer, Found InBody)
{
    /// <summary>How many bytes of a body are kept.</summary>
    public const int LongestBody = 16 * 1024;

    /// <summary>Stands where a credential of no known scheme was.</summary>
    public const string CredentialsMask = "[credentials]";

    private const int LongestMethod = 7;

    /// <summary>Takes the secrets out of a request.</summary>
    /// <param name="http">The request as it came.</param>
    /// <param name="secrets">The secrets of its session.</param>
    /// <returns>What may be kept. Parts without secrets are shared with the original.</returns>
    public static RedactedRequest Of(ApiRequest http, SecretSet secrets)
    {
        Found url = default, referer = default, body = default, other = default;
        var path = secrets.Mask(http.Path, ref url);
        var query = http.Query.Length == 0 ? "" : secrets.Mask(http.Query, ref url);
        var headers = Headers(http.Headers.Fields, secrets, ref referer);
        var bytes = http.Body.IsEmpty ? http.Body : secrets.Mask(http.Body, LongestBody, ref body);
        var method = http.Method.Length > LongestMethod ? secrets.Mask(http.Method, ref other) : http.Method;
        return new(http with { Method = method, Path = path, Query = query, Headers = headers, Body = bytes }, url, referer, body);
    }

    private static HeaderList Headers(ImmutableArray<KeyValuePair<string, string>> fields, SecretSet secrets, ref Found referer)
    {
        ImmutableArray<KeyValuePair<string, string>>.Builder? changed = null;
        for (var index = 0; index < fields.Length; index++)
        {
            var field = Field(fields[index], secrets, ref referer);
            if (!ReferenceEquals(field.Value, fields[index].Value) || !ReferenceEquals(field.Key, fields[index].Key))
            {
                changed ??= fields.ToBuilder();
                changed[index] = field;
            }
        }

        return new(changed?.MoveToImmutable() ?? fields);
    }

    private static KeyValuePair<string, string> Field(KeyValuePair<string, string> field, SecretSet secrets, ref Found referer)
    {
        Found found = default;
        var name = secrets.Holds(field.Key) ? secrets.Mask(field.Key, ref found) : field.Key;
        var value = field.Key.AsSpan().ContainsAny(NamedValues.Names) ? Credentials(field.Value) : secrets.Mask(field.Value, ref found);
        referer |= field.Key.Equals("Referer", StringComparison.OrdinalIgnoreCase) ? found : default;
        return new(name, value);
    }

    // The scheme is a word of the standards; everything behind it is the secret. The usual ones cost no new text.
    private static string Credentials(string value) => value switch
    {
        "" => value,
        _ when value.StartsWith("Bearer ", StringComparison.Ordinal) => "Bearer " + SecretSet.TokenMask,
        _ when value.StartsWith("Basic ", StringComparison.Ordinal) => "Basic " + SecretSet.SecretMask,
        _ when value.IndexOf(' ') is > 0 and var blank && IsScheme(value[..blank]) => $"{value[..blank]} {SecretSet.TokenMask}",
        _ when IsScheme(value) => value,
        _ => CredentialsMask,
    };

    private static bool IsScheme(string word) => Schemes.Contains(word, StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Schemes = ["Bearer", "Bearer:", "Basic", "Digest", "Token", "JWT", "OAuth", "Negotiate", "ApiKey"];
}

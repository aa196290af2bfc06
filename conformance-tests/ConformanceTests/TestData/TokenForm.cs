using System.Collections.Immutable;
using System.Net;
using System.Text;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.TestData;

/// <summary>A token request. A scenario says only how its request departs from a good one; null leaves a parameter out.</summary>
public sealed record TokenForm
{
    /// <summary>The media type of forms.</summary>
    public const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Value of <c>grant_type</c>.</summary>
    public string? GrantType { get; init; } = "client_credentials";

    /// <summary>Value of <c>client_id</c>.</summary>
    public string? ClientId { get; init; }

    /// <summary>Value of <c>client_secret</c>.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Value of <c>scope</c>. It stays when a scenario sends <see cref="More"/>.</summary>
    public string? Scope { get; init; }

    /// <summary>Further parameters, behind the others.</summary>
    public ImmutableArray<(string Name, string Value)> More { get; init; } = [];

    /// <summary>Value of <c>Content-Type</c>.</summary>
    public string ContentType { get; init; } = FormType;

    /// <summary>The method.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Value of <c>Authorization</c>.</summary>
    public string? Authorization { get; init; }

    /// <summary>A body in place of the form; null for the form, empty for none.</summary>
    public string? Body { get; init; }

    /// <summary>Query of the address, without its question mark; the values are public or made up.</summary>
    public string? Query { get; init; }

    /// <summary>The request that must get a token.</summary>
    /// <param name="target">Whose credentials are used.</param>
    /// <returns>The form.</returns>
    public static TokenForm Good(TargetContract target) => new()
    {
        ClientId = target.Settings.Credentials.ClientId,
        ClientSecret = target.Settings.Credentials.ClientSecret,
        Scope = target.Scope,
    };

    /// <summary>The form's text.</summary>
    public string Form =>
        string.Join('&', Parameters().Select(parameter => $"{parameter.Name}={WebUtility.UrlEncode(parameter.Value)}"));

    /// <summary>The request.</summary>
    /// <param name="target">Where it goes.</param>
    /// <returns>The request as it is sent.</returns>
    public WireRequest Build(TargetContract target)
    {
        var address = Query is null ? target.TokenAddress : new UriBuilder(target.TokenAddress) { Query = Query }.Uri;
        var body = Body ?? (Method == "GET" ? "" : Form);
        var headers = Method == "GET" ? HeaderList.Empty : [new("Content-Type", ContentType)];
        headers = Authorization is { } value ? headers.With("Authorization", value) : headers;
        return new(Method, address, headers, Method == "GET" ? null : Encoding.UTF8.GetBytes(body));
    }

    internal IEnumerable<(string Name, string Value)> Parameters()
    {
        (string Name, string? Value)[] own =
            [("grant_type", GrantType), ("client_id", ClientId), ("client_secret", ClientSecret), ("scope", Scope)];
        return own.Where(parameter => parameter.Value is not null).Select(parameter => (parameter.Name, parameter.Value!)).Concat(More);
    }
}

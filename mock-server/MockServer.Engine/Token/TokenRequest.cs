using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Token;

/// <summary>What the token rules look at: the request with its form, query and client authentication already read.</summary>
public sealed class TokenRequest
{
    /// <summary>The grant that the guide asks for (S2.grant_type).</summary>
    public const string ClientCredentials = "client_credentials";

    /// <summary>The media type that the guide asks for (S2.content_type).</summary>
    public const string FormMediaType = "application/x-www-form-urlencoded";

    /// <summary>Reads a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="scopes">The scopes that there are.</param>
    public TokenRequest(ApiRequest http, ScopeRule scopes)
    {
        Http = http;
        Scopes = scopes;
        IsFormReadable = FormBody.TryParse(http.Body.Span, out var form);
        Form = form;
        IsQueryReadable = FormBody.TryParse(System.Text.Encoding.UTF8.GetBytes(http.Query), out var query);
        Query = query;
        Authorization = http.Headers.First("Authorization");
        AuthorizationLines = http.Headers.CountOf("Authorization");
        Basic = Authorization is null ? null : BasicCredentials.Read(Authorization);
        ClientId = Basic?.ClientId is { Length: > 0 } id ? id : Form.Value("client_id");
        Secret = Basic is null ? Form.Value("client_secret") : Basic.Secret is { Length: > 0 } secret ? secret : null;
        FaultProblem = FaultHeader.Read(http.Headers, out var order);
        FaultOptions = order;
    }

    /// <summary>The request as it came.</summary>
    public ApiRequest Http { get; }

    /// <summary>The form, as far as it could be read.</summary>
    public FormBody Form { get; }

    /// <summary>Whether the body is validly encoded.</summary>
    public bool IsFormReadable { get; }

    /// <summary>The query, as far as it could be read.</summary>
    public FormBody Query { get; }

    /// <summary>Whether the query is validly encoded.</summary>
    public bool IsQueryReadable { get; }

    /// <summary>The <c>Authorization</c> header; null when it was not sent.</summary>
    public string? Authorization { get; }

    /// <summary>How many <c>Authorization</c> lines were sent.</summary>
    public int AuthorizationLines { get; }

    /// <summary>Credentials of a Basic header; null when there is none that can be read.</summary>
    public BasicCredentials? Basic { get; }

    /// <summary>The client's id, from the header or the body; null when it was not sent or empty.</summary>
    public string? ClientId { get; }

    /// <summary>The client's secret, from the header or the body; null when it was not sent or empty.</summary>
    public string? Secret { get; }

    /// <summary>The client with that id; null when the session has none.</summary>
    public Client? Client { get; internal set; }

    /// <summary>The scopes that there are, and what the parameter does.</summary>
    public ScopeRule Scopes { get; }

    /// <summary>The scopes asked for; null when it asks for none.</summary>
    public string? Scope => Form.Value("scope");

    /// <summary>The scopes granted where they are not those asked for (RFC 6749, section 3.3); null where they are.</summary>
    public string? ScopeInResponse => Scopes.Semantics switch
    {
        ScopeSemantics.Rejected => null,
        ScopeSemantics.Ignored => ScopeNames.In(Scopes.Value).SetEquals(ScopeNames.In(Scope)) ? null : Scopes.Value,
        _ => Scope is null ? Scopes.Value : null,
    };

    /// <summary>The fault that the request asks for in its header; null without one.</summary>
    public FaultOptions? FaultOptions { get; }

    /// <summary>Why that fault is invalid; null when it is valid.</summary>
    public string? FaultProblem { get; }
}

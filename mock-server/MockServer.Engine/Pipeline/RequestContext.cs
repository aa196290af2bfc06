using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Pipeline;

/// <summary>
/// One request on its way through the pipeline, and what each stage has found out. It lives as long as the request: it holds
/// credentials.
/// </summary>
/// <param name="http">The request.</param>
internal sealed class RequestContext(ApiRequest http)
{
    /// <summary>The request as it was received.</summary>
    public ApiRequest Http => http;

    /// <summary>Route: the operation; null when path and method name none.</summary>
    public Operation? Operation { get; set; }

    /// <summary>Route: the decoded values of the path parameters.</summary>
    public ImmutableArray<string> PathValues { get; set; } = [];

    /// <summary>Authenticate: the request as the token endpoint reads it; null elsewhere.</summary>
    public TokenRequest? TokenRequest { get; set; }

    /// <summary>Authenticate: the access token; null at the token endpoint.</summary>
    public BearerPresentation? Bearer { get; set; }

    /// <summary>Authenticate: the client whose credentials were sent; null when there is none.</summary>
    public Client? Client { get; set; }

    /// <summary>ResolveSession: the session that the request belongs to.</summary>
    public Session Session { get; set; } = null!;

    /// <summary>ResolveSession: whether the request names its session and carries credentials of another one.</summary>
    public bool IsForeign { get; set; }

    /// <summary>Validate: the request as the rules of commands and queries read it; null elsewhere.</summary>
    public CommandRequest? CommandRequest { get; set; }

    /// <summary>Route, Validate, Execute: the rule that refused; null when none did.</summary>
    public BrokenRule? Broken { get; set; }

    /// <summary>InjectFault: the ordered failure that fires; null for none.</summary>
    public Fault? Fault { get; set; }

    /// <summary>Execute: whether the command names objects that have to be ready.</summary>
    public bool NeededReady { get; set; }

    /// <summary>Execute: the object that is not ready; null for none.</summary>
    public FieldFault? NotReady { get; set; }

    /// <summary>Execute: the access token that was issued; null when none was.</summary>
    public IssuedToken? Issued { get; set; }

    /// <summary>Execute: the reply.</summary>
    public ApiReply Reply { get; set; } = null!;

    /// <summary>The failure that the request orders for itself by a header; null for none.</summary>
    public FaultOptions? FaultOptions => TokenRequest is { } token ? token.FaultOptions : CommandRequest?.FaultOptions;

    /// <summary>The <c>client_id</c> that was sent; null when there is none.</summary>
    public string? ClientId => TokenRequest is { } token ? token.ClientId : Bearer?.Claims?.ClientId;
}

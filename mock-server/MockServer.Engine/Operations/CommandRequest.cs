using System.Collections.Immutable;
using System.Text;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Operations;

/// <summary>A command or query as the rules read it: the request, its operation, and the values of its headers and body.</summary>
public sealed class CommandRequest
{
    private FormBody? _query;
    private bool _isQueryReadable = true;

    /// <summary>Reads a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="operation">The operation that its path and method name.</param>
    /// <param name="pathValues">Decoded values of the path parameters, in the order of the template.</param>
    /// <param name="bearer">The token as it was presented.</param>
    /// <param name="client">The client that the token was issued to; null when it does not exist or was deleted.</param>
    /// <param name="session">The session that it belongs to.</param>
    public CommandRequest(
        ApiRequest http, Operation operation, ImmutableArray<string> pathValues, BearerPresentation bearer, Client? client, Session session)
    {
        Http = http;
        Operation = operation;
        PathValues = pathValues;
        Session = session;
        Ids = session.Ids;
        Bearer = bearer;
        Client = client;
        CheckLevel = session.RequestorValidation.For(operation.Id);
        FailsDeferred = session.RequestorValidation.IsDeferred(operation.Id);
        DefersInactive = session.RequestorValidation.DefersInactive(operation.Id);
        FaultProblem = FaultHeader.Read(http.Headers, out var order);
        FaultOptions = order;
        RequestorLines = http.Headers.CountOf("Requestor-ID");
        Requestor = http.Headers.First("Requestor-ID")?.Trim();
    }

    /// <summary>The request as it came.</summary>
    public ApiRequest Http { get; }

    /// <summary>The operation.</summary>
    public Operation Operation { get; }

    /// <summary>Decoded values of the path parameters, in the order of <see cref="Operation.PathParameters"/>.</summary>
    public ImmutableArray<string> PathValues { get; }

    /// <summary>The session that it belongs to.</summary>
    public Session Session { get; }

    /// <summary>Where the ids of new objects come from: those of the session, unless set.</summary>
    public IdSource Ids { get; init; }

    /// <summary>The contract.</summary>
    public required Contract Contract { get; init; }

    /// <summary>Reads and validates bodies.</summary>
    public required IBodyValidator Bodies { get; init; }

    /// <summary>Whether the operation needs <c>Requestor-ID</c> (S4.requestor_id.required).</summary>
    public required bool NeedsRequestor { get; init; }

    /// <summary>Whether the operation changes stored objects.</summary>
    public bool ChangesState => Operation is { Kind: not OperationKind.Query, Resource: not null };

    /// <summary>The token as it was presented.</summary>
    public BearerPresentation Bearer { get; }

    /// <summary>The client that the token was issued to; null when it does not exist or was deleted.</summary>
    public Client? Client { get; }

    /// <summary>How far the requestor is checked.</summary>
    public RequestorCheckLevel CheckLevel { get; }

    /// <summary>Whether a wrong requestor makes the result invalid later, instead of being refused at once.</summary>
    public bool FailsDeferred { get; }

    /// <summary>Whether a requestor who is not ACTIVE, and no other, makes the result invalid later.</summary>
    public bool DefersInactive { get; }

    /// <summary>The fault that the request asks for in its header; null without one.</summary>
    public FaultOptions? FaultOptions { get; }

    /// <summary>Why that fault is invalid; null when it is valid.</summary>
    public string? FaultProblem { get; }

    /// <summary>How many <c>Requestor-ID</c> lines were sent.</summary>
    public int RequestorLines { get; }

    /// <summary>The requestor, without surrounding blanks (RFC 9110, section 5.5); null when the header was not sent.</summary>
    public string? Requestor { get; }

    /// <summary>The body as JSON, parsed on first access.</summary>
    public JsonBody Body => field ??= Bodies.Read(Http.Body);

    /// <summary>The query; pairs that cannot be read are left out.</summary>
    public FormBody Query
    {
        get
        {
            if (_query is null)
            {
                _isQueryReadable = FormBody.TryParse(Encoding.UTF8.GetBytes(Http.Query), out _query);
            }

            return _query;
        }
    }

    /// <summary>Whether the query is validly encoded.</summary>
    public bool IsQueryReadable => Query is not null && _isQueryReadable;

    /// <summary>The value of a path parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The value, or null when the path has no such parameter.</returns>
    public string? PathValue(string name)
    {
        for (var index = 0; index < PathValues.Length; index++)
        {
            if (Operation.PathParameters[index].Name == name)
            {
                return PathValues[index];
            }
        }

        return null;
    }
}

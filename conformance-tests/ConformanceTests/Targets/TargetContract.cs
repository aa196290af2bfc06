using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Targets;

/// <summary>The contract of a target: addresses, and the operations that scenarios use.</summary>
public sealed class TargetContract
{
    // Embedded contracts are immutable, and building their schemas takes longer than a run.
    private static readonly ConcurrentDictionary<string, Lazy<Contract>> Embedded = new();

    private TargetContract(TargetSettings settings, Contract contract)
    {
        Settings = settings;
        Contract = contract;
    }

    /// <summary>The deployment.</summary>
    public TargetSettings Settings { get; private set; }

    /// <summary>Its contract, with the overrides of the target file.</summary>
    public Contract Contract { get; }

    /// <summary>Every query of the contract, in its order.</summary>
    public IEnumerable<Operation> Queries => Contract.Queries;

    /// <summary>Every command of the contract, in its order.</summary>
    public IEnumerable<Operation> Commands => Contract.Commands;

    /// <summary>The scope of a valid token request; null for none.</summary>
    public string? Scope => Settings.Scope is { } scope
        ? scope.Length == 0 ? null : scope
        : Contract.Defaults.Scope.Requested;

    /// <summary>Address of the token endpoint.</summary>
    public Uri TokenAddress => Settings.TokenAddress ?? Address(Contract.Token.Path);

    /// <summary>
    /// Queries without id and required parameter, those first that need no requestor: they show whether a token is accepted, and
    /// change nothing.
    /// </summary>
    public IEnumerable<Operation> PlainQueries => Usable(Queries)
        .Where(query => query is { PathParameters.IsEmpty: true, SideEffect: false }
            && !query.QueryParameters.Any(parameter => parameter.Required))
        .OrderBy(NeedsRequestor);

    /// <summary>The first of <see cref="PlainQueries"/>.</summary>
    /// <exception cref="NoSuchOperationException">There is none.</exception>
    public Operation AnyQuery => PlainQueries.FirstOrDefault()
        ?? throw new NoSuchOperationException("query without id and required parameter");

    /// <summary>
    /// A command that requires a requestor and has no effect with an empty body: where it may not be executed, one with a nonexistent
    /// id in its path is preferred. Null when there is none.
    /// </summary>
    public Operation? HarmlessCommand => PlainCommand is { } plain && Settings.MayExecute(plain)
        ? plain
        : Usable(Commands).FirstOrDefault(
            command => IsProbe(command) && command.PathParameters.Any(parameter => parameter.AcceptsNonexistentId)) ?? PlainCommand;

    /// <summary>
    /// The first command that requires a requestor and a JSON body and has no id in its path; null when there is none. Where it may not
    /// be executed, one with a documented schema is preferred: a deployment may accept any body where the schema is inferred.
    /// </summary>
    public Operation? PlainCommand => Usable(Commands)
        .Where(command => IsProbe(command) && command.PathParameters.IsEmpty)
        .OrderBy(command => !Settings.MayExecute(command) && command.RequestSchemaBasis == Basis.Inferred)
        .FirstOrDefault();

    /// <summary>The first command that requires a requestor and a JSON body and has no id in its path.</summary>
    /// <exception cref="NoSuchOperationException">There is none.</exception>
    public Operation AnyCommand => PlainCommand ?? throw new NoSuchOperationException("command with a body and Requestor-ID");

    /// <summary>
    /// A command about a natural person that requires a requestor, may be executed and ends nothing, a documented one if there is one;
    /// null when there is none.
    /// </summary>
    public Operation? PersonCommand => Usable(Commands)
        .Where(command => NeedsRequestor(command)
            && Settings.MayExecute(command)
            && command.Resource is not { Ends: true }
            && command.PathParameters.Any(parameter => parameter.ResourceType == "naturalPerson"))
        .OrderBy(command => command.Basis == Basis.Inferred)
        .FirstOrDefault();

    /// <summary>How far the target checks requestors, by its file or else by the contract.</summary>
    public RequestorCheckLevel RequestorCheck => Settings.RequestorCheck ?? Contract.Defaults.RequestorCheckLevel;

    /// <summary>
    /// A command whose body the contract describes, if there is one: one that creates an object, or, where the suite may not execute it,
    /// one with a nonexistent id in its path, which has no effect although its body is valid.
    /// </summary>
    public Operation CommandWithGoodBody => Usable(Commands)
        .Where(command => IsProbe(command) && (Settings.MayExecute(command)
            ? command is { PathParameters.IsEmpty: true, Resource.Action: ResourceAction.Create }
            : command.PathParameters.Any(parameter => parameter.AcceptsNonexistentId)))
        .OrderBy(command => command.RequestSchemaBasis == Basis.Inferred)
        .FirstOrDefault() ?? AnyCommand;

    /// <summary>
    /// A command that requires a requestor and is refused like another one: for an id in its path, or else for its body.
    /// </summary>
    /// <param name="operation">The other command.</param>
    /// <returns>The command.</returns>
    public Operation CommandLike(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.PathParameters.IsEmpty ? AnyCommand : CommandWithGoodBody;
    }

    /// <summary>
    /// A command with an external id (which can be used once) that requires a requestor and may be executed; null when there is none.
    /// </summary>
    public Operation? UniqueCommand => Usable(Commands).FirstOrDefault(command =>
        CreatesByExternalId(command) && NeedsRequestor(command) && Settings.MayExecute(command));

    /// <summary>Reads the contract that the settings name, and applies what they say about its operations.</summary>
    /// <param name="settings">The deployment.</param>
    /// <returns>The contract.</returns>
    /// <exception cref="FixtureException">The contract cannot be used.</exception>
    /// <exception cref="TargetException">The settings name an operation that the contract does not have.</exception>
    public static TargetContract Read(TargetSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var contract = ContractFile.Names.Contains(settings.Contract)
            ? Embedded.GetOrAdd(settings.Contract, name => new(() => ContractFile.Named(name))).Value
            : ContractFile.Named(settings.Contract);
        ImmutableArray<string> mistakes =
        [
            .. UnknownOperations("operations", settings.Operations.Keys, contract),
            .. UnknownOperations("declaredOperations", settings.DeclaredOperations, contract),
        ];
        return mistakes.IsEmpty
            ? new(settings, contract.With(operation => Describe(operation, settings)))
            : throw new TargetException(mistakes);
    }

    /// <summary>Sends all further requests as another client, that of the run's session on a mock.</summary>
    /// <param name="client">The client.</param>
    internal void ActAs(Credentials client) => Settings = Settings with { Credentials = client };

    /// <summary>Address of a path of the API.</summary>
    /// <param name="pathAndQuery">Path as the contract writes it, with a slash in front.</param>
    /// <returns>The address, a path prefix of the target included.</returns>
    public Uri Address(string pathAndQuery) => new(Settings.ApiAddress.AbsoluteUri.TrimEnd('/') + pathAndQuery);

    /// <summary>Whether an operation requires <c>Requestor-ID</c> on this target.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it does.</returns>
    public bool NeedsRequestor(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.NeedsRequestor(Settings.Policy);
    }

    /// <summary>Whether the target file skips an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it does.</returns>
    public bool IsSkipped(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Settings.Operations.GetValueOrDefault(operation.Id)?.Skip is not null;
    }

    /// <summary>Whether an operation creates an object with an external id of the caller.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it does.</returns>
    public static bool CreatesByExternalId(Operation operation) =>
        operation is { Resource.Action: ResourceAction.Create, RequestExample: JsonObject body } && body.ContainsKey("externalId");

    /// <summary>The operation that creates objects of a type and may be executed; null when there is none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="where">A member and its required value in new objects; null for any.</param>
    /// <returns>The operation.</returns>
    public Operation? Creator(string type, (string Member, string Value)? where = null) => Contract.Operations.Where(IsUsable)
        .Where(operation => operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } resource && resource.Type == type)
        .Where(operation => where is not { } required || (string?)operation.Resource!.Initial?[required.Member] == required.Value)
        .OrderBy(operation => operation.Resource!.Action)
        .FirstOrDefault(Settings.MayExecute);

    /// <summary>The operations that a scenario may pick from: none that the target file skips, and documented ones first.</summary>
    /// <param name="operations">The operations.</param>
    /// <returns>The others; those of one basis keep their order.</returns>
    public IEnumerable<Operation> Usable(IEnumerable<Operation> operations) =>
        operations.Where(IsUsable).OrderBy(operation => operation.Basis == Basis.Inferred);

    private bool IsUsable(Operation operation) => !IsSkipped(operation);

    private bool IsProbe(Operation command) =>
        command is { RequestBodyRequired: true, Probe: not null } && NeedsRequestor(command);

    // The target file overrides the policy for single operations.
    private static Operation Describe(Operation operation, TargetSettings settings) =>
        settings.Operations.GetValueOrDefault(operation.Id)?.Requestor switch
        {
            true => operation with { Requestor = RequestorListing.Required, ExemptGroup = null },
            false => operation with
            {
                Requestor = RequestorListing.Exempt,
                ExemptGroup = operation.Kind == OperationKind.Command ? operation.ExemptGroup ?? "target file" : null,
            },
            _ => operation,
        };

    private static IEnumerable<string> UnknownOperations(string setting, IEnumerable<string> ids, Contract contract) => ids
        .Where(id => contract.Find(id) is null)
        .Select(id => $"{setting}: {contract.File} has no operation {id}"
            + DidYouMean.Clause(id, contract.Operations.Select(operation => operation.Id)));
}

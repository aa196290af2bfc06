using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Targets;

/// <summary>The contract as a target file describes it: addresses, and the operations that scenarios pick.</summary>
public sealed class TargetContract
{
    // Those inside the program never change, and their schemas take longer to build than a run takes.
    private static readonly ConcurrentDictionary<string, Lazy<Contract>> Embedded = new();

    private TargetContract(TargetSettings settings, Contract contract)
    {
        Settings = settings;
        Contract = contract;
    }

    /// <summary>The deployment.</summary>
    public TargetSettings Settings { get; }

    /// <summary>Its contract, with what the target file says about single operations.</summary>
    public Contract Contract { get; }

    /// <summary>Every query of the contract, in its order.</summary>
    public IEnumerable<Operation> Queries => Contract.Queries;

    /// <summary>Every command of the contract, in its order.</summary>
    public IEnumerable<Operation> Commands => Contract.Commands;

    /// <summary>What a good token request asks for; null where it asks for nothing.</summary>
    public string? Scope => Settings.Scope ?? Contract.Defaults.Scope.Requested;

    /// <summary>Address of the token endpoint.</summary>
    public Uri TokenAddress => Settings.TokenAddress ?? Address(Contract.Token.Path);

    /// <summary>The first query that needs neither id nor requestor: it shows whether a token is accepted, and changes nothing.</summary>
    public Operation AnyQuery => Queries.First(query =>
        !IsSkipped(query)
        && query is { PathParameters.IsEmpty: true, SideEffect: false }
        && !NeedsRequestor(query)
        && !query.QueryParameters.Any(parameter => parameter.Required));

    /// <summary>The first command that needs a requestor, takes a JSON body, has no id in its path, and can be tried on nonexistent ids.</summary>
    public Operation AnyCommand => Commands.First(command =>
        IsProbe(command) && command.PathParameters.IsEmpty);

    /// <summary>
    /// <see cref="AnyCommand"/>, or, where that may not be carried out, a command about a nonexistent id: what it is about cannot be
    /// found, so its body may be a good one.
    /// </summary>
    public Operation CommandWithGoodBody => Settings.MayCarryOut(AnyCommand)
        ? AnyCommand
        : Commands.FirstOrDefault(command => IsProbe(command) && command.PathParameters.Any(parameter => parameter.IsGhost)) ?? AnyCommand;

    /// <summary>
    /// A command with an external id, which can be used once, that needs a requestor and may be carried out; null when there is none.
    /// </summary>
    public Operation? UniqueCommand => Commands.FirstOrDefault(command =>
        !IsSkipped(command) && CreatesByExternalId(command) && NeedsRequestor(command) && Settings.MayCarryOut(command));

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

    /// <summary>Address of a path of the API.</summary>
    /// <param name="pathAndQuery">Path as the contract writes it, with a slash in front.</param>
    /// <returns>The address, a path prefix of the target included.</returns>
    public Uri Address(string pathAndQuery) => new(Settings.ApiAddress.AbsoluteUri.TrimEnd('/') + pathAndQuery);

    /// <summary>Whether an operation needs <c>Requestor-ID</c> here.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it does.</returns>
    public bool NeedsRequestor(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.NeedsRequestor(Settings.Policy);
    }

    /// <summary>Whether the target file leaves an operation alone.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it does.</returns>
    public bool IsSkipped(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return Settings.Operations.GetValueOrDefault(operation.Id)?.Skip is not null;
    }

    /// <summary>Whether an operation creates an object under an external id of the caller's.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>True when it does.</returns>
    public static bool CreatesByExternalId(Operation operation) =>
        operation is { Resource.Action: ResourceAction.Create, RequestExample: JsonObject body } && body.ContainsKey("externalId");

    /// <summary>The operation that creates objects of a type and may be carried out; null when there is none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="where">A member and the value that new objects must have in it; null for any.</param>
    /// <returns>The operation.</returns>
    public Operation? Creator(string type, (string Member, string Value)? where = null) => Contract.Operations
        .Where(operation => operation.Resource is { Action: ResourceAction.Create or ResourceAction.Put } resource && resource.Type == type)
        .Where(operation => where is not { } wanted || (string?)operation.Resource!.Initial?[wanted.Member] == wanted.Value)
        .OrderBy(operation => operation.Resource!.Action)
        .FirstOrDefault(operation => Settings.MayCarryOut(operation) && !IsSkipped(operation));

    private bool IsProbe(Operation command) =>
        !IsSkipped(command) && command is { RequestBodyRequired: true, Probe: not null } && NeedsRequestor(command);

    // Whatever the policy, the file has the last word on one operation.
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

    private static IEnumerable<string> UnknownOperations(string setting, IEnumerable<string> ids, Contract contract) =>
        ids.Where(id => contract.Find(id) is null).Select(id => $"{setting}: {contract.File} has no operation {id}{Hint(contract, id)}");

    private static string Hint(Contract contract, string id) =>
        DidYouMean.Suggest(id, contract.Operations.Select(operation => operation.Id)) is [var near, ..] ? $"; did you mean {near}?" : "";
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.TestData;

/// <summary>A request to an operation of the contract. A scenario says only how it departs from a good one.</summary>
/// <param name="Operation">The operation.</param>
public sealed record ApiCall(Operation Operation)
{
    /// <summary>The header's usual spelling.</summary>
    public const string RequestorHeader = "Requestor-ID";

    // Fits a UUID, and names nothing: version 4 with all random bits zero.
    private const string NonexistentId = "00000000-0000-4000-8000-000000000000";

    /// <summary>Value of <c>Authorization</c>; null leaves it out.</summary>
    public string? Authorization { get; init; }

    /// <summary>Value of <c>Requestor-ID</c>; null leaves it out.</summary>
    public string? Requestor { get; init; }

    /// <summary>Further header lines.</summary>
    public HeaderList More { get; init; } = [];

    /// <summary>Values of path parameters; one that is not in it is a nonexistent id, or the contract's example.</summary>
    public ImmutableDictionary<string, string> Path { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The body; null for none.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>Bytes in place of <see cref="Body"/>; null for none.</summary>
    public ReadOnlyMemory<byte>? RawBody { get; init; }

    /// <summary>Value of <c>Content-Type</c>; null for the contract's.</summary>
    public string? ContentType { get; init; }

    /// <summary>Leaves the required query parameters out.</summary>
    public bool WithoutRequired { get; init; }

    /// <summary>Query behind the required one, without question mark.</summary>
    public string? Query { get; init; }

    /// <summary>Whether it is sent on a connection of its own.</summary>
    public bool NewConnection { get; init; }

    /// <summary>Whether an id in its path names no object: such a request cannot succeed, whatever the operation.</summary>
    public bool TargetsNonexistentResource => Operation.PathParameters.Any(parameter =>
        parameter is { AcceptsNonexistentId: true, ResourceType: not null } && !Path.ContainsKey(parameter.Name));

    /// <summary>A request with a token, and with the target's requestor where the operation requires one.</summary>
    /// <param name="target">The target.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="token">The token.</param>
    /// <returns>The request.</returns>
    public static ApiCall WithToken(TargetContract target, Operation operation, string token)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new(operation)
        {
            Authorization = "Bearer " + token,
            Requestor = target.NeedsRequestor(operation) ? target.Settings.RequestorId : null,
        };
    }

    /// <summary>The request.</summary>
    /// <param name="target">Where it goes.</param>
    /// <returns>The request as it is sent.</returns>
    public WireRequest Build(TargetContract target)
    {
        var body = RawBody ?? (Body is { } json ? Encoding.UTF8.GetBytes(json.ToJsonString()) : default(ReadOnlyMemory<byte>?));
        var contentType = body is null ? null : ContentType ?? Operation.RequestMediaType ?? "application/json";
        (string Name, string? Value)[] own =
            [("Authorization", Authorization), (RequestorHeader, Requestor), ("Content-Type", contentType)];
        var fields = own.Where(field => field.Value is not null).Select(field => new HeaderField(field.Name, field.Value!));
        return new(Operation.Method, target.Address(FilledPath() + FilledQuery()), [.. fields, .. More], body)
        {
            Operation = Operation.Id,
            NewConnection = NewConnection,
        };
    }

    private string FilledPath() => Operation.PathParameters.Aggregate(
        Operation.Path,
        (path, parameter) => path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(Value(parameter)), StringComparison.Ordinal));

    private string Value(PathParameter parameter) =>
        Path.GetValueOrDefault(parameter.Name)
        ?? (parameter.Allowed.IsEmpty ? parameter.Example : parameter.Allowed[0])
        ?? NonexistentId;

    private string FilledQuery()
    {
        var required = Operation.QueryParameters.Where(parameter => parameter.Required && !WithoutRequired)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Example ?? NonexistentId)}");
        var all = Query is null ? required : required.Append(Query);
        var text = string.Join('&', all);
        return text.Length == 0 ? "" : "?" + text;
    }
}

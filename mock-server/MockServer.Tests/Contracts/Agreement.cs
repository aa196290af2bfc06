using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>Holds replies against the document that the mock serves.</summary>
internal sealed class Agreement
{
    private readonly JsonNode _document;
    private readonly SchemaSet _schemas;
    private readonly HashSet<(string Operation, string Status)> _observed = [];

    public Agreement(string served)
    {
        _document = JsonNode.Parse(served)!;
        _schemas = ContractFile.Parse("served.json", served).Schemas;
    }

    /// <summary>How many replies were checked.</summary>
    public int Checked { get; private set; }

    /// <summary>How many combinations of operation and declared status were observed.</summary>
    public int Observed => _observed.Count;

    /// <summary>The statuses that the document declares for an operation.</summary>
    public IEnumerable<string> Declared(Operation operation) => Node(operation)["responses"]!.AsObject().Select(response => response.Key);

    /// <summary>The declared statuses that no checked reply had.</summary>
    public IEnumerable<string> NotObserved(Operation operation) =>
        Declared(operation).Where(status => !_observed.Contains((operation.Id, status)));

    /// <summary>What a reply has that the document does not declare, and the other way round.</summary>
    public IEnumerable<string> Check(Operation operation, ApiReply reply)
    {
        Checked++;
        var status = $"{reply.Status}";
        if (Node(operation)["responses"]![status] is not { } written)
        {
            return [$"status {status} is not declared ({reply.Text()})"];
        }

        _observed.Add((operation.Id, status));
        var response = (string?)written["$ref"] is { } reference
            ? _document["components"]!["responses"]![reference.Split('/')[^1]]!
            : written;
        return [.. Body(response["content"] as JsonObject ?? [], reply), .. Headers(response["headers"] as JsonObject ?? [], reply)];
    }

    private JsonNode Node(Operation operation) => _document["paths"]![operation.Path]![operation.Method.ToLowerInvariant()]!;

    private IEnumerable<string> Body(JsonObject content, ApiReply reply)
    {
        var mediaType = reply.Headers.First("Content-Type")?.Split(';')[0];
        if (content.Count == 0)
        {
            return reply.Body.IsEmpty && mediaType is null ? [] : [$"a body of type {mediaType} is not declared"];
        }

        if (mediaType is null || content[mediaType] is not { } declared)
        {
            return [$"the media type {mediaType ?? "(none)"} is not declared"];
        }

        return (string?)declared["schema"]?["$ref"] is { } schema
            ? _schemas.Validate(schema.Split('/')[^1], reply.Text()).Select(
                problem => $"the body breaks {schema}: '{problem.Field}' {problem.Message}")
            : [];
    }

    private static IEnumerable<string> Headers(JsonObject declared, ApiReply reply)
    {
        var sent = reply.Headers.Fields.Select(field => field.Name).Where(name => name != "Content-Type").ToHashSet(
            StringComparer.OrdinalIgnoreCase);
        return
        [
            .. sent.Where(name => declared.All(header => !name.Equals(header.Key, StringComparison.OrdinalIgnoreCase)))
                .Select(name => $"the header field {name} is not declared"),
            .. declared.Where(header => (bool?)header.Value!["required"] == true && !sent.Contains(header.Key))
                .Select(header => $"the header field {header.Key} is missing"),
        ];
    }
}

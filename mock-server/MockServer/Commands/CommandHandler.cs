using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Token;
using PartnerApi.Mock.World;

namespace PartnerApi.Mock.Commands;

/// <summary>Carries out a request that broke no rule, as the contract's <c>x-resource</c> says.</summary>
public sealed class CommandHandler
{
    private const int DefaultLimit = 20;
    private const int LargestLimit = 1000;

    private readonly FrozenDictionary<string, ReplyShape> _shapes;

    /// <summary>Reads the reply schemas of a contract.</summary>
    /// <param name="contract">The contract.</param>
    public CommandHandler(Contract contract)
    {
        var root = JsonNode.Parse(contract.Document)!;
        _shapes = contract.Operations
            .Where(operation => operation.ResponseSchema is not null)
            .ToFrozenDictionary(operation => operation.Id, operation => new ReplyShape(root, root["components"]!["schemas"]![operation.ResponseSchema!]!));
    }

    /// <summary>Carries out a request.</summary>
    /// <param name="request">A request that broke no rule.</param>
    /// <returns>The documented success.</returns>
    public ApiReply Answer(CommandRequest request)
    {
        var operation = request.Operation;
        return operation.Resource?.Action switch
        {
            ResourceAction.Create => Made(request, request.Session.Ids.Next().ToString()),
            ResourceAction.Put => Made(request, Key(request)),
            ResourceAction.Read => Filled(operation, Target(request).Body),
            ResourceAction.List => Listed(request),
            ResourceAction.Update => Updated(request),
            ResourceAction.Delete => Deleted(request),
            _ => Filled(operation, Members(request)),
        };
    }

    private ApiReply Made(CommandRequest request, string id)
    {
        var resource = request.Operation.Resource!;
        var members = Members(request);
        members[resource.Id!] = id;
        if (RequestorRules.LateFault(request) is { } late)
        {
            Invalidate(members, late);
        }

        return Filled(request.Operation, request.Session.World.Put(resource.Type, id, Owner(resource.Parent, request, members), members).Body);
    }

    // An order names its wallet in the body, a product its customer in the path.
    private static string? Owner(string? name, CommandRequest request, JsonObject members) =>
        name is null
            ? null
            : request.PathValue(name) ?? (members[name] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null);

    private static void Invalidate(JsonObject members, Refusal late)
    {
        var status = members.Select(member => member.Key).FirstOrDefault(name => name.EndsWith("tatus", StringComparison.Ordinal)) ?? "status";
        members[status] = "INVALID";
        members["validationError"] = new JsonObject { ["errorType"] = "VALIDATION_ERROR", ["description"] = late.Explanation };
    }

    private ApiReply Updated(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        var changed = request.Session.World.Update(resource.Type, request.PathValue(resource.Id!)!, Sent(request));
        return Filled(request.Operation, changed?.Body ?? []);
    }

    private ApiReply Deleted(CommandRequest request)
    {
        var kept = Target(request).Body;
        var resource = request.Operation.Resource!;
        request.Session.World.Remove(resource.Type, request.PathValue(resource.Id!)!);
        return Filled(request.Operation, kept);
    }

    private ApiReply Listed(CommandRequest request)
    {
        var shape = _shapes[request.Operation.Id];
        var items = shape.Items;
        _ = FormBody.TryParse(Encoding.UTF8.GetBytes(request.Http.Query), out var query);
        var limit = shape.IsPage && int.TryParse(query.Value("limit"), CultureInfo.InvariantCulture, out var asked)
            ? Math.Clamp(asked, 1, LargestLimit)
            : shape.IsPage ? DefaultLimit : LargestLimit;
        var parent = request.Operation.Resource!.Parent is { } name ? request.PathValue(name) ?? query.Value(name) : null;
        var page = request.Session.World.Page(request.Operation.Resource.Type, parent, Cursor(query), limit);
        var data = new JsonArray([.. page.Select(resource => items.Fill(resource.Body))]);
        return ApiReply.OfJson(request.Operation.SuccessStatus, shape.IsArray ? data : Page(shape, data, page.LastOrDefault()?.Order, limit));
    }

    // An absent cursor begins at the beginning, and so does one that was not handed out here.
    private static long Cursor(FormBody query) =>
        long.TryParse(query.Value("cursor"), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;

    private static JsonObject Page(ReplyShape shape, JsonArray data, long? last, int limit)
    {
        var pagination = new JsonObject { ["cursor"] = data.Count == limit ? last?.ToString(CultureInfo.InvariantCulture) : null, ["limit"] = limit };
        return shape.Fill(new() { ["data"] = data, ["pagination"] = pagination });
    }

    private ApiReply Filled(Operation operation, JsonObject kept) =>
        !_shapes.TryGetValue(operation.Id, out var shape)
            ? File(operation)
            : ApiReply.OfJson(operation.SuccessStatus, operation.Resource is null && shape.Example is { } example ? example : shape.Fill(kept));

    // A receipt or document file has a media type and no schema; the mock keeps no files.
    private static ApiReply File(Operation operation) =>
        operation.ResponseMediaType is { } mediaType
            ? new()
            {
                Status = operation.SuccessStatus,
                Headers = HeaderList.Empty.With("Content-Type", mediaType),
                Body = "%PDF-1.4\n%%EOF\n"u8.ToArray(),
            }
            : ApiReply.Empty(operation.SuccessStatus);

    // Without the rule that knows every target, the one asked for may be nothing.
    private static Resource Target(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        var id = request.PathValue(resource.Id!)!;
        return request.Session.World.Find(resource.Type, id) ?? new(id, null, []);
    }

    private static JsonObject Members(CommandRequest request)
    {
        var members = request.Operation.Resource?.Initial?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in Sent(request))
        {
            members[name] = value?.DeepClone();
        }

        foreach (var parameter in request.Operation.PathParameters)
        {
            members[parameter.Name] ??= request.PathValue(parameter.Name);
        }

        return members;
    }

    private static JsonObject Sent(CommandRequest request) =>
        request.Http.Body.IsEmpty ? [] : request.Body.Value as JsonObject ?? [];

    private static string Key(CommandRequest request)
    {
        var resource = request.Operation.Resource!;
        return request.PathValue(resource.Id!)
            ?? (request.Body.Value?[resource.Id!] is JsonValue value && value.TryGetValue<string>(out var key) ? key : "");
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Operations;

/// <summary>
/// Checks of a body that no schema expresses. They are found by the names of properties, so that they hold in every contract.
/// </summary>
internal static class BusinessChecks
{
    private const string UnitedStates = "US";
    private const string CustomerProduct = "customerProduct";
    private const string UsNationalityMember = "isUsNationality";
    private const string OrderTypeMember = "orderType";
    private const string SecondPersonMember = "secondNaturalPersonId";

    private static readonly ImmutableArray<string> Ended = ["CLOSED", "REJECTED", "INVALID"];

    // A value of a member, and the members that it makes mandatory.
    private static readonly ImmutableArray<(string Member, string Value, ImmutableArray<string> Needed)> DocumentedNeeds =
    [
        ("proxyType", "SIGNATORY", ["scopeType"]),
        ("proxyType", "GUARDIAN", ["custodyType"]),
        ("identificationDocumentType", "BIRTH_CERTIFICATE",
            ["documentMotherFullName", "documentMotherResidenceCity", "documentFatherFullName", "documentFatherResidenceCity"]),
    ];

    private static readonly ImmutableArray<(string Member, string Value, ImmutableArray<string> Needed)> InferredNeeds =
    [
        (OrderTypeMember, "LIMIT", ["limitPrice"]),
        (OrderTypeMember, "STOP", ["stopPrice"]),
    ];

    // The checks that concern an operation follow from its contract. Most commands have none, and pay nothing.
    private static readonly ConditionalWeakTable<Operation, ChecksOfOperation> Known = [];

    private delegate IEnumerable<FieldFault> Check(CommandRequest request);

    /// <summary>The checks that the reference documents.</summary>
    public static ImmutableArray<FieldFault> Documented(CommandRequest request) => Run(For(request.Operation).Documented, request);

    /// <summary>The checks that follow from the reference without being in it (<c>x-basis: inferred</c>).</summary>
    public static ImmutableArray<FieldFault> Inferred(CommandRequest request) => Run(For(request.Operation).Inferred, request);

    /// <summary>Why a declaration of US nationality contradicts a list of nationalities; null when it does not.</summary>
    public static string? UsNationalityFault(JsonNode? declared, JsonNode? nationalities) =>
        declared is JsonValue value && value.TryGetValue<bool>(out var isUs) && nationalities is JsonArray { Count: > 0 } list
            && list.Any(each => (string?)each?["countryCode"] == UnitedStates) != isUs
            ? isUs
                ? "is true, but nationalities does not contain US"
                : "is false, but nationalities contains US"
            : null;

    private static ImmutableArray<FieldFault> Run(ImmutableArray<Check> checks, CommandRequest request) =>
        checks.IsEmpty ? [] : [.. checks.SelectMany(check => check(request))];

    private static ChecksOfOperation For(Operation operation) => Known.GetValue(operation, static each => new(
        [.. Needs(each, DocumentedNeeds), .. Dates(each), .. UsNationality(each)],
        [.. Needs(each, InferredNeeds), .. OrderType(each), .. SamePerson(each), .. References(each)]));

    private static IEnumerable<Check> Needs(
        Operation operation, ImmutableArray<(string Member, string Value, ImmutableArray<string> Needed)> needs) =>
        from need in needs
        where operation.RequestMembers.Contains(need.Member)
        let needed = need.Needed.Where(operation.RequestMembers.Contains).ToArray()
        select (Check)(request => Text(request, need.Member) != need.Value
            ? []
            : needed.Where(name => !Has(request, name))
                .Select(name => new FieldFault(name, "Required", $"is required when {need.Member} is {need.Value}")));

    private static IEnumerable<Check> Dates(Operation operation) =>
        operation.RecentDates.Select(date => (Check)(request =>
            RecentDate.Read(request.Body.Members.Node(date.Member)) is { } day
            && !date.Allows(day, DateOnly.FromDateTime(request.Session.Clock.GetUtcNow().UtcDateTime))
                ? [new(date.Member, "OutOfRange", $"must be within the last {date.Months} months")]
                : []));

    private static IEnumerable<Check> UsNationality(Operation operation) => operation.RequestMembers.Contains(UsNationalityMember)
        ? [request => UsNationalityFault(Node(request, UsNationalityMember), Node(request, "nationalities")) is { } reason
            ? [new(UsNationalityMember, "Contradiction", reason)]
            : []]
        : [];

    // POST /trading/order/limit places no market order.
    private static IEnumerable<Check> OrderType(Operation operation)
    {
        var segment = operation.Path[(operation.Path.LastIndexOf('/') + 1)..].ToUpperInvariant();
        return segment is "MARKET" or "LIMIT" or "STOP" && operation.RequestMembers.Contains(OrderTypeMember)
            ? [request => request.Body.Members.Text(OrderTypeMember) is { } type && type != segment
                ? [new(OrderTypeMember, "Contradiction", $"must be {segment}, as the path says")]
                : []]
            : [];
    }

    private static IEnumerable<Check> SamePerson(Operation operation) => operation.RequestMembers.Contains(SecondPersonMember)
        ? [request => request.Body.Members.Text(SecondPersonMember) is { } second
            && second.Equals(request.Body.Members.Text("firstNaturalPersonId"), StringComparison.OrdinalIgnoreCase)
                ? [new(SecondPersonMember, "Repeated", "must be another person than firstNaturalPersonId")]
                : []]
        : [];

    private static IEnumerable<Check> References(Operation operation)
    {
        foreach (var reference in operation.References.Where(reference => !reference.IsNested))
        {
            if (reference.Types.Length > 1 && reference.Member.EndsWith("Id", StringComparison.Ordinal))
            {
                yield return request => OtherType(request, reference);
            }

            if (reference.Types is [CustomerProduct])
            {
                yield return request => EndedProduct(request, reference.Member);
            }
        }
    }

    // The body itself names a type next to the id: entityType next to entityId.
    private static IEnumerable<FieldFault> OtherType(CommandRequest request, BodyReference reference)
    {
        if (request.Body.Members.Text(reference.Member) is { } id
            && request.Body.Members.Text(reference.Member[..^2] + "Type") is { } word
            && TypeOf(word, reference) is { } type
            && !request.Session.Resources.Exists(type, id)
            && reference.Types.Any(each => request.Session.Resources.Exists(each, id)))
        {
            yield return new(reference.Member, "WrongType", $"does not identify a {type}, although the body says so");
        }
    }

    private static string? TypeOf(string word, BodyReference reference)
    {
        var letters = word.Replace("_", "", StringComparison.Ordinal);
        return reference.Types.FirstOrDefault(type => letters.Equals(type, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<FieldFault> EndedProduct(CommandRequest request, string member)
    {
        if (request.Body.Members.Text(member) is { } id
            && request.Session.Resources.Find(CustomerProduct, id)?.Text("status") is { } status
            && Ended.Contains(status))
        {
            yield return new(member, "NotUsable", $"the {CustomerProduct} is {status}");
        }
    }

    private static bool Has(CommandRequest request, string name) => Node(request, name) is not null;

    private static string? Text(CommandRequest request, string name) =>
        Node(request, name) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // An update is judged together with what it leaves as it is.
    private static JsonNode? Node(CommandRequest request, string name) =>
        request.Body.Members.Has(name) ? request.Body.Members.Node(name)
        : request.Operation.Resource is { Action: ResourceAction.Update } resource
            ? request.Session.Resources.Find(resource.Type, request.PathValue(resource.Id!)!)?.Members.Node(name)
        : null;

    private sealed record ChecksOfOperation(ImmutableArray<Check> Documented, ImmutableArray<Check> Inferred);
}

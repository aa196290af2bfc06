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

    // Which checks can concern an operation follows from its contract. Most commands have none, and must not pay for them.
    private static readonly ConditionalWeakTable<Operation, Applicable> Known = [];

    /// <summary>The checks that the reference documents.</summary>
    public static ImmutableArray<FieldFault> Documented(CommandRequest request) => !For(request.Operation).Documented
        ? []
        : [.. Needed(request, DocumentedNeeds), .. Dates(request), .. UsNationality(request)];

    /// <summary>The checks that follow from the reference without being in it (<c>x-basis: inferred</c>).</summary>
    public static ImmutableArray<FieldFault> Inferred(CommandRequest request) => !For(request.Operation).Inferred
        ? []
        : [.. Needed(request, InferredNeeds), .. OrderType(request), .. SamePerson(request), .. References(request)];

    private static Applicable For(Operation operation) => Known.GetValue(operation, static each => new(
        DocumentedNeeds.Any(need => each.RequestMembers.Contains(need.Member))
            || !each.RecentDates.IsEmpty
            || each.RequestMembers.Contains(UsNationalityMember),
        InferredNeeds.Any(need => each.RequestMembers.Contains(need.Member))
            || each.RequestMembers.Contains(OrderTypeMember)
            || each.RequestMembers.Contains(SecondPersonMember)
            || each.References.Any(reference => !reference.IsNested)));

    private static IEnumerable<FieldFault> Needed(
        CommandRequest request, ImmutableArray<(string Member, string Value, ImmutableArray<string> Needed)> needs)
    {
        foreach (var (member, value, needed) in needs)
        {
            if (request.Operation.RequestMembers.Contains(member) && Text(request, member) == value)
            {
                foreach (var name in needed.Where(name => request.Operation.RequestMembers.Contains(name) && !Has(request, name)))
                {
                    yield return new(name, "Required", $"is required when {member} is {value}");
                }
            }
        }
    }

    private static IEnumerable<FieldFault> Dates(CommandRequest request)
    {
        var today = DateOnly.FromDateTime(request.Session.Clock.GetUtcNow().UtcDateTime);
        return
            from date in request.Operation.RecentDates
            let day = RecentDate.Read(request.Body.Members.Node(date.Member))
            where day is { } value && !date.Allows(value, today)
            select new FieldFault(date.Member, "OutOfRange", $"must be within the last {date.Months} months");
    }

    private static IEnumerable<FieldFault> UsNationality(CommandRequest request)
    {
        if (request.Operation.RequestMembers.Contains(UsNationalityMember)
            && UsNationalityFault(Node(request, UsNationalityMember), Node(request, "nationalities")) is { } reason)
        {
            yield return new(UsNationalityMember, "Contradiction", reason);
        }
    }

    /// <summary>Why a declaration of US nationality contradicts a list of nationalities; null when it does not.</summary>
    public static string? UsNationalityFault(JsonNode? declared, JsonNode? nationalities) =>
        declared is JsonValue value && value.TryGetValue<bool>(out var isUs) && nationalities is JsonArray { Count: > 0 } list
            && list.Any(each => (string?)each?["countryCode"] == UnitedStates) != isUs
            ? isUs
                ? "is true, but nationalities does not contain US"
                : "is false, but nationalities contains US"
            : null;

    // POST /trading/order/limit places no market order.
    private static IEnumerable<FieldFault> OrderType(CommandRequest request)
    {
        var segment = request.Operation.Path[(request.Operation.Path.LastIndexOf('/') + 1)..].ToUpperInvariant();
        if (segment is "MARKET" or "LIMIT" or "STOP"
            && request.Operation.RequestMembers.Contains(OrderTypeMember)
            && request.Body.Members.Text(OrderTypeMember) is { } type && type != segment)
        {
            yield return new(OrderTypeMember, "Contradiction", $"must be {segment}, as the path says");
        }
    }

    private static IEnumerable<FieldFault> SamePerson(CommandRequest request)
    {
        if (request.Operation.RequestMembers.Contains(SecondPersonMember)
            && request.Body.Members.Text(SecondPersonMember) is { } second
            && second.Equals(request.Body.Members.Text("firstNaturalPersonId"), StringComparison.OrdinalIgnoreCase))
        {
            yield return new(SecondPersonMember, "Repeated", "must be another person than firstNaturalPersonId");
        }
    }

    private static IEnumerable<FieldFault> References(CommandRequest request)
    {
        foreach (var reference in request.Operation.References.Where(reference => !reference.IsNested))
        {
            if (request.Body.Members.Text(reference.Member) is not { } id)
            {
                continue;
            }

            if (Named(request, reference) is { } type && request.Session.Resources.Find(type, id) is null && Exists(request, reference, id))
            {
                yield return new(reference.Member, "WrongType", $"does not identify a {type}, although the body says so");
            }

            if (reference.Types is [CustomerProduct]
                && request.Session.Resources.Find(CustomerProduct, id) is { } product
                && Ended.Contains(product.Text("status") ?? ""))
            {
                yield return new(reference.Member, "NotUsable", $"the {CustomerProduct} is {product.Text("status")}");
            }
        }
    }

    // The type that the body itself names beside an id: entityType beside entityId. Null when it names none of those that fit.
    private static string? Named(CommandRequest request, BodyReference reference)
    {
        if (reference.Types.Length < 2 || !reference.Member.EndsWith("Id", StringComparison.Ordinal)
            || request.Body.Members.Text(reference.Member[..^2] + "Type") is not { } word)
        {
            return null;
        }

        var letters = word.Replace("_", "", StringComparison.Ordinal);
        return reference.Types.FirstOrDefault(type => letters.Equals(type, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Exists(CommandRequest request, BodyReference reference, string id) =>
        reference.Types.Any(type => request.Session.Resources.Exists(type, id));

    private static bool Has(CommandRequest request, string name) => Node(request, name) is not null;

    private static string? Text(CommandRequest request, string name) =>
        Node(request, name) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // An update is judged together with what it leaves as it is.
    private static JsonNode? Node(CommandRequest request, string name) =>
        request.Body.Members.Has(name) ? request.Body.Members.Node(name)
        : request.Operation.Resource is { Action: ResourceAction.Update } resource
            ? request.Session.Resources.Find(resource.Type, request.PathValue(resource.Id!)!)?.Members.Node(name)
        : null;

    private sealed record Applicable(bool Documented, bool Inferred);
}

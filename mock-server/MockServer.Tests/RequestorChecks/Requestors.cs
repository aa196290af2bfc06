using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Tests.RequestorChecks;

/// <summary>The kinds of requestor that a command can meet.</summary>
public enum RequestorKind
{
    Missing,
    Blank,
    Malformed,
    Unknown,
    Inactive,
    Stranger,
    Self,
    Proxy,
}

/// <summary>One requestor of each kind, and the rule that refuses it.</summary>
internal static class Requestors
{
    public const string Self = "11111111-1111-4111-8111-111111111111";
    public const string Created = "33333333-3333-4333-8333-333333333333";

    private const string Proxy = "22222222-2222-4222-8222-222222222222";
    private const string Rejected = "44444444-4444-4444-8444-444444444444";
    private const string Stranger = "55555555-5555-4555-8555-555555555555";

    /// <summary>The header's value; null for none.</summary>
    public static string? Value(RequestorKind kind) => kind switch
    {
        RequestorKind.Missing => null,
        RequestorKind.Blank => " ",
        RequestorKind.Malformed => "{11111111-1111-4111-8111-111111111111}",
        RequestorKind.Unknown => "00000000-0000-4000-8000-00000000ffff",
        RequestorKind.Inactive => Rejected,
        RequestorKind.Stranger => Stranger,
        RequestorKind.Self => Self,
        _ => Proxy,
    };

    /// <summary>The rule that refuses the kind, and the step from which on it does; null when none does.</summary>
    public static (string Rule, RequestorCheckLevel Step)? Refusal(RequestorKind kind) => kind switch
    {
        RequestorKind.Missing => ("S4.requestor_id.required", RequestorCheckLevel.Presence),
        RequestorKind.Blank => ("S4.requestor_id.blank", RequestorCheckLevel.Presence),
        RequestorKind.Malformed => ("S4.requestor_id.format", RequestorCheckLevel.Format),
        RequestorKind.Unknown => ("S4.requestor_id.known", RequestorCheckLevel.Known),
        RequestorKind.Inactive => ("S4.requestor_id.active", RequestorCheckLevel.Active),
        RequestorKind.Stranger => ("S4.requestor_id.self_or_proxy", RequestorCheckLevel.SelfOrProxy),
        _ => null,
    };

    /// <summary>Makes the persons that the fixtures lack, and the proxy role.</summary>
    public static void Put(ResourceStore world)
    {
        world.Upsert(ResourceStore.NaturalPerson, Stranger, null, new JsonObject { ["naturalPersonId"] = Stranger, ["status"] = "ACTIVE" });
        world.Upsert("proxy", Guid.NewGuid().ToString(), null, new JsonObject { ["entityId"] = Self, ["naturalPersonId"] = Proxy });
    }
}

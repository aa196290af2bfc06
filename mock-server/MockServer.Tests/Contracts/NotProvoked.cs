using System.Collections.Immutable;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>Statuses that a contract declares, because the reference lists them, and that the mock never sends.</summary>
/// <param name="Contract">Name of the contract.</param>
/// <param name="Operation">Operation id.</param>
/// <param name="Status">The status.</param>
/// <param name="Reason">Why it cannot be provoked.</param>
internal sealed record NotProvoked(string Contract, string Operation, string Status, string Reason)
{
    private const string EmptyList = "The reference does not say when a list is not found; the mock answers with an empty list.";
    private const string WhatConflicts = "The reference lists the conflict and does not say what conflicts; the object has no external id.";

    public static ImmutableArray<NotProvoked> Reasons { get; } =
    [
        new("v1", "listUserOnboardings", "404", EmptyList),
        new("v1", "listOnboardings", "404", EmptyList),
        new("v1", "listOffboardings", "404", EmptyList),
        new("v2", "listUserOnboardings", "404", EmptyList),
        new("v2", "listEntityOffboardings", "404", EmptyList),
        new("v2", "listRoleOffboardings", "404", EmptyList),
        new("v2", "createLegalRepresentative", "409", WhatConflicts),
        new("v2", "createBeneficialOwner", "409", WhatConflicts),
        new("v2", "createCustomer", "409", WhatConflicts),
        new("v2", "createProxy", "409", WhatConflicts),
    ];
}

using System.Text.Json.Nodes;

namespace PartnerApi.Mock.World;

/// <summary>Members that follow from those of the request: what a reader expects to find and nobody sends.</summary>
internal static class Derived
{
    private static readonly Dictionary<string, string> ProductTypes = new(StringComparer.Ordinal)
    {
        ["WALLET"] = "WALLET",
        ["CURRENCY_WALLET"] = "WALLET",
        ["BALANCE_ACCOUNT"] = "CASH",
        ["DEPOSITORY_ACCOUNT"] = "DEPOSITORY",
    };

    /// <summary>Adds them.</summary>
    /// <param name="members">The members of a new object; changed in place. What is there already stays.</param>
    public static void Complete(JsonObject members)
    {
        if (Text(members, "productCode") is { } code && ProductTypes.TryGetValue(code, out var type))
        {
            members["productType"] ??= type;
        }

        if (Text(members, "orderType") == "MARKET" && (Text(members, "cryptoSymbol") ?? Text(members, "symbol")) is { } symbol)
        {
            members["side"] ??= Text(members, "tradeSide");
            members["marketOrderData"] ??= new JsonObject
            {
                ["symbol"] = symbol,
                ["quantityType"] = members["quantityType"]?.DeepClone(),
                ["quantity"] = members["quantity"]?.DeepClone(),
            };
        }

        if (Text(members, "companyName") is { } company && members.ContainsKey("searchId"))
        {
            members["legalEntity"] ??= new JsonObject { ["legalName"] = company, ["registerCountry"] = members["country"]?.DeepClone() };
        }

        // The API gives sizes in kilobytes; four letters of base64 are three bytes. The mock keeps no files.
        if (Text(members, "content") is { } content && members.ContainsKey("documentId"))
        {
            members["size"] = Math.Round(content.Length * 3 / 4 / 1024.0, 2);
            members.Remove("content");
        }
    }

    private static string? Text(JsonObject members, string name) =>
        members[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

using System.Text.Json.Nodes;

namespace PartnerApi.Mock.Resources;

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
    public static void Complete(JsonMembers members)
    {
        if (members.Text("productCode") is { } code && ProductTypes.TryGetValue(code, out var type))
        {
            Add(members, "productType", type);
        }

        if (members.Text("orderType") == "MARKET" && (members.Text("cryptoSymbol") ?? members.Text("symbol")) is { } symbol)
        {
            Add(members, "side", members.Text("tradeSide"));
            Add(members, "marketOrderData", new JsonObject
            {
                ["symbol"] = symbol,
                ["quantityType"] = members.Node("quantityType"),
                ["quantity"] = members.Node("quantity"),
            });
        }

        if (members.Has("searchId") && members.Text("companyName") is { } company)
        {
            Add(members, "legalEntity", new JsonObject { ["legalName"] = company, ["registerCountry"] = members.Node("country") });
        }

        // The API gives sizes in kilobytes; four letters of base64 are three bytes. The mock keeps no files.
        if (members.Has("documentId") && members.Text("content") is { } content)
        {
            members.Set("size", JsonValue.Create(Math.Round(content.Length * 3 / 4 / 1024.0, 2)));
            members.Remove("content");
        }
    }

    private static void Add(JsonMembers members, string name, JsonNode? value)
    {
        if (members.Value(name) is null)
        {
            members.Set(name, value);
        }
    }
}

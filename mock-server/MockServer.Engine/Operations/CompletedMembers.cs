using System.Text.Json.Nodes;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>Derives a product's type from its code.</summary>
internal sealed class ProductBehaviour : ResourceBehaviour
{
    public const string Type = "customerProduct";

    private static readonly Dictionary<string, string> ProductTypes = new(StringComparer.Ordinal)
    {
        ["WALLET"] = "WALLET",
        ["CURRENCY_WALLET"] = "WALLET",
        ["BALANCE_ACCOUNT"] = "CASH",
        ["DEPOSITORY_ACCOUNT"] = "DEPOSITORY",
    };

    public override void Complete(MemberList members)
    {
        if (members.Text("productCode") is { } code && ProductTypes.TryGetValue(code, out var type))
        {
            members.SetIfMissing("productType", type);
        }
    }
}

/// <summary>Adds the details of a market order as a nested object.</summary>
internal sealed class MarketOrderBehaviour : ResourceBehaviour
{
    public const string DigitalType = "digitalOrder";
    public const string TokenizedType = "tokenizedOrder";

    public override void Complete(MemberList members)
    {
        if (members.Text("orderType") == "MARKET" && (members.Text("cryptoSymbol") ?? members.Text("symbol")) is { } symbol)
        {
            members.SetIfMissing("side", members.Text("tradeSide"));
            members.SetIfMissing("marketOrderData", new JsonObject
            {
                ["symbol"] = symbol,
                ["quantityType"] = members.Node("quantityType"),
                ["quantity"] = members.Node("quantity"),
            });
        }
    }
}

/// <summary>Adds the company of the search to a prepared legal entity.</summary>
internal sealed class LegalEntitySearchBehaviour : ResourceBehaviour
{
    public const string Type = "legalEntitySearch";

    public override void Complete(MemberList members)
    {
        if (members.Text("companyName") is { } company)
        {
            members.SetIfMissing("legalEntity", new JsonObject { ["legalName"] = company, ["registerCountry"] = members.Node("country") });
        }
    }
}

/// <summary>Computes the size of a document; the mock does not store files.</summary>
internal sealed class DocumentBehaviour : ResourceBehaviour
{
    public const string Type = "document";

    public override void Complete(MemberList members)
    {
        // The API gives sizes in kilobytes; four letters of base64 are three bytes.
        if (members.Text("content") is { } content)
        {
            members.Set("size", JsonValue.Create(Math.Round(content.Length * 3 / 4 / 1024.0, 2)));
            members.Remove("content");
        }
    }
}

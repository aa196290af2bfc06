using System.Collections.Immutable;
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
            Fill(members, type);
        }
    }

    // A cash account has a number and a balance; the others hold positions.
    private static void Fill(MemberList members, string type)
    {
        switch (type)
        {
            case "CASH":
                members.SetIfMissing("currency", "EUR");
                members.SetIfMissing("accountData", new JsonObject
                {
                    ["iban"] = new Seeded(members.Text("customerProductId") ?? "").Iban(),
                    ["bic"] = Seeded.Bic("DE"),
                    ["availableBalance"] = 0,
                    ["withdrawableBalance"] = 0,
                });
                break;
            case "WALLET":
                members.SetIfMissing("cryptoAssets", new JsonArray());
                break;
            default:
                members.SetIfMissing("traditionalAssets", new JsonArray());
                break;
        }
    }
}

/// <summary>Adds the details of a market order as a nested object.</summary>
internal sealed class MarketOrderBehaviour : ResourceBehaviour
{
    public const string DigitalType = "digitalOrder";
    public const string TokenizedType = "tokenizedOrder";

    private static readonly ImmutableArray<string> Executed = ["FILLED", "SETTLED", "CORRECTED"];

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

    /// <inheritdoc/>
    public override void Present(MemberList members)
    {
        if (members.Text("status") is { } status && Executed.Contains(status) && !members.Has("executionData"))
        {
            var data = members.Node("marketOrderData") as JsonObject;
            // An accepted quote has fixed the quantity; the order names the quote alone.
            var quantity = data?["quantity"] is JsonValue value && value.TryGetValue<double>(out var ordered) ? ordered : 1;
            var price = new Seeded((string?)data?["symbol"] ?? members.Text("quoteId") ?? "").Price();
            members.Set("executionData", new JsonObject
            {
                ["quantity"] = quantity,
                ["executionPrice"] = price,
                ["executionAmount"] = Math.Round(quantity * price, 2),
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
            var found = VendorCompany.Named(company, members.Text("country") ?? "").ToJson();
            found.Remove("vendorId");
            members.SetIfMissing("legalEntity", found);
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

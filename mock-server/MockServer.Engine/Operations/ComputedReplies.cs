using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PartnerApi.Fixtures.Generation;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>
/// Operations without a resource of their own: answers that follow from the question, and what they change (<c>x-computed</c>).
/// </summary>
internal static partial class ComputedReplies
{
    private const double OrderFee = 0.99;
    private const double PlanFee = 0.49;
    private const double Spread = 0.001;
    private const string Euro = "EUR";

    private static readonly FrozenDictionary<string, Func<CommandRequest, JsonObject?>> ByName =
        new Dictionary<string, Func<CommandRequest, JsonObject?>>
        {
            ["ibanValidation"] = IbanValidation,
            ["exAnte"] = ExAnte,
            ["savingsPlanExAnte"] = SavingsPlanExAnte,
            ["vendorSearch"] = VendorSearch,
            ["documentSigning"] = SignDocument,
            ["incomingTransfer"] = BookTransfer,
        }.ToFrozenDictionary();

    // Lengths of IBANs by country (ISO 13616 registry), of the countries in SEPA.
    private static readonly FrozenDictionary<string, int> IbanLengths = new Dictionary<string, int>
    {
        ["AD"] = 24,
        ["AT"] = 20,
        ["BE"] = 16,
        ["BG"] = 22,
        ["CH"] = 21,
        ["CY"] = 28,
        ["CZ"] = 24,
        ["DE"] = 22,
        ["DK"] = 18,
        ["EE"] = 20,
        ["ES"] = 24,
        ["FI"] = 18,
        ["FR"] = 27,
        ["GB"] = 22,
        ["GI"] = 23,
        ["GR"] = 27,
        ["HR"] = 21,
        ["HU"] = 28,
        ["IE"] = 22,
        ["IS"] = 26,
        ["IT"] = 27,
        ["LI"] = 21,
        ["LT"] = 20,
        ["LU"] = 20,
        ["LV"] = 21,
        ["MC"] = 27,
        ["MT"] = 31,
        ["NL"] = 18,
        ["NO"] = 15,
        ["PL"] = 28,
        ["PT"] = 25,
        ["RO"] = 24,
        ["SE"] = 24,
        ["SI"] = 19,
        ["SK"] = 24,
        ["SM"] = 27,
        ["VA"] = 22,
    }.ToFrozenDictionary();

    /// <summary>The answer to a question; null for an operation whose contract names no computation.</summary>
    public static JsonObject? Answer(CommandRequest request) =>
        request.Operation.Computed is { } name && ByName.TryGetValue(name, out var compute) ? compute(request) : null;

    private static JsonObject IbanValidation(CommandRequest request)
    {
        var iban = request.Query.Value("iban") ?? "";
        var country = iban.Length >= 2 ? iban[..2] : "";
        var isSepa = IbanLengths.TryGetValue(country, out var length);
        (string Code, string Message, bool Passes)[] checks = !Iban().IsMatch(iban)
            ? [("FORMAT", "two letters, two check digits, then letters and digits", false)]
            :
            [
                ("FORMAT", "two letters, two check digits, then letters and digits", true),
                (
                    "LENGTH",
                    isSepa ? $"an IBAN of {country} has {length} characters" : "the length of IBANs of this country is not known",
                    !isSepa || iban.Length == length),
                ("CHECK_DIGITS", "ISO 7064, MOD 97-10", CheckDigits.PassesMod97(iban[4..] + iban[..4])),
            ];
        var valid = checks.All(check => check.Passes);
        var reply = new JsonObject
        {
            ["iban"] = iban,
            ["valid"] = valid,
            ["validations"] = Checks(checks.Where(check => check.Passes)),
            ["errors"] = Checks(checks.Where(check => !check.Passes)),
        };
        if (valid)
        {
            reply["bank_data"] = new JsonObject { ["bank"] = $"Mock Bank {country}", ["bic"] = Seeded.Bic(country) };
            reply["sepa_data"] = new JsonObject { ["sct"] = isSepa, ["sdd"] = isSepa };
        }

        return reply;
    }

    private static JsonArray Checks(IEnumerable<(string Code, string Message, bool Passes)> checks) =>
        [.. checks.Select(check => new JsonObject { ["code"] = check.Code, ["message"] = check.Message })];

    private static JsonObject ExAnte(CommandRequest request)
    {
        var order = request.Body.Members;
        var isin = order.Text("isin") ?? "";
        var quantity = Number(order, "quantity") ?? 1;
        var price = Number(order, "limitPrice") ?? Number(order, "stopPrice") ?? new Seeded(isin).Price();
        var spread = Math.Round(quantity * price * Spread, 2);
        var total = Math.Round(OrderFee + spread, 2);
        return new()
        {
            ["exAnteId"] = request.Ids.Next().ToString(),
            ["asset"] = Asset(isin),
            ["order"] = new JsonObject { ["tradeSide"] = order.Text("tradeSide"), ["quantity"] = quantity },
            ["costs"] = new JsonArray(Cost("Order fee", OrderFee), Cost("Spread", spread)),
            ["total"] = new JsonObject { ["amount"] = total, ["currency"] = Euro },
            ["timeline"] = new JsonArray(new JsonObject { ["year"] = 1, ["amount"] = total }),
            ["metaInfo"] = new JsonObject { ["createdOn"] = ApiTime.Format(request.Session.Clock.GetUtcNow()) },
        };
    }

    private static JsonObject SavingsPlanExAnte(CommandRequest request)
    {
        var plans = request.Body.Value?["savingsPlans"] as JsonArray ?? [];
        return new()
        {
            ["exAnteId"] = request.Ids.Next().ToString(),
            ["asset"] = Asset((string?)plans.FirstOrDefault()?["isin"] ?? ""),
            ["savingsPlans"] = new JsonArray(
            [
                .. plans.Select(plan => new JsonObject
                {
                    ["isin"] = plan?["isin"]?.DeepClone(),
                    ["amount"] = plan?["amount"]?.DeepClone(),
                }),
            ]),
            ["costs"] = new JsonArray([.. plans.Select(plan => Cost($"Plan fee {(string?)plan?["isin"]}", PlanFee))]),
        };
    }

    private static JsonObject Asset(string isin) => new() { ["isin"] = isin, ["name"] = $"Security {isin}" };

    private static JsonObject Cost(string name, double amount) => new() { ["name"] = name, ["amount"] = amount, ["currency"] = Euro };

    private static double? Number(MemberList members, string name) =>
        members.Node(name) is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    private static JsonObject VendorSearch(CommandRequest request)
    {
        var limit = int.TryParse(request.Query.Value("limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 20;
        var cursor = int.TryParse(request.Query.Value("cursor"), NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
        var all = VendorCompany.Find(request.Query.Value("companyName") ?? "", request.Query.Value("country") ?? "");
        var shown = all.Skip(cursor).Take(limit).ToArray();
        var next = cursor + shown.Length < all.Length ? $"{cursor + shown.Length}" : null;
        return new()
        {
            ["data"] = new JsonArray([.. shown.Select(company => company.ToJson())]),
            ["pagination"] = new JsonObject { ["cursor"] = next, ["limit"] = limit },
        };
    }

    // The signature shows on the customer that it is about.
    private static JsonObject? SignDocument(CommandRequest request)
    {
        const string Member = "signedDocumentsRelatedToCustomer";
        var resources = request.Session.Resources;
        if (RequestorRules.DeferredFault(request) is null
            && request.Body.Members.Text("customerId") is { } id && resources.Find(CustomerBehaviour.Type, id) is { } customer)
        {
            var signed = customer.Body[Member]?.DeepClone() as JsonArray ?? [];
            signed.Add(new JsonObject
            {
                ["partnerDocumentId"] = request.Body.Members.Text("partnerDocumentId"),
                ["naturalPersonId"] = request.Body.Members.Text("naturalPersonId"),
                ["signedOn"] = ApiTime.Format(request.Session.Clock.GetUtcNow()),
            });
            resources.Patch(CustomerBehaviour.Type, id, new() { [Member] = signed });
        }

        return null;
    }

    private static JsonObject? BookTransfer(CommandRequest request)
    {
        var resources = request.Session.Resources;
        if (request.Body.Members.Text("customerProductId") is { } id
            && Number(request.Body.Members, "amount") is { } amount
            && resources.Find(ProductBehaviour.Type, id) is { } product
            && product.Body["accountData"]?.DeepClone() is JsonObject account)
        {
            foreach (var balance in (string[])["availableBalance", "withdrawableBalance"])
            {
                account[balance] = Math.Round(((double?)account[balance] ?? 0) + amount, 2);
            }

            account["modifiedOn"] = ApiTime.Format(request.Session.Clock.GetUtcNow());
            resources.Patch(ProductBehaviour.Type, id, new() { ["accountData"] = account });
        }

        return null;
    }

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$", RegexOptions.CultureInvariant)]
    private static partial Regex Iban();
}

/// <summary>A company that the vendor of company data knows.</summary>
/// <param name="VendorId">The vendor's id.</param>
/// <param name="LegalName">Its name.</param>
/// <param name="Country">Country of its register (ISO 3166-1 alpha-2).</param>
internal sealed record VendorCompany(string VendorId, string LegalName, string Country)
{
    private Seeded Seed => new(VendorId);

    /// <summary>One to three companies whose names contain what was searched for; none in what is no country.</summary>
    public static VendorCompany[] Find(string name, string country)
    {
        var known = name.Trim();
        string[] names = known.Length > 0 && country is [>= 'A' and <= 'Z', >= 'A' and <= 'Z']
            ? [known, $"{known} Holding", $"{known} Services"]
            : [];
        return [.. names.Take(1 + new Seeded(known + country).Number("companies", 3)).Select(each => Named(each, country))];
    }

    /// <summary>The company of a name.</summary>
    public static VendorCompany Named(string name, string country) =>
        new($"vendor-{new Seeded($"{name}\n{country}").Digits("vendor", 8)}", name, country);

    /// <summary>The company as a search shows it.</summary>
    public JsonObject ToJson() => new()
    {
        ["vendorId"] = VendorId,
        ["legalName"] = LegalName,
        ["registerNumber"] = "HRB " + Seed.Digits("register", 5),
        ["registerCourt"] = ((string[])["Berlin", "Hamburg", "Bremen", "Stuttgart", "Frankfurt am Main"])[Seed.Number("court", 5)],
        ["registerCountry"] = Country,
    };
}

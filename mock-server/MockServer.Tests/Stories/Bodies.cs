namespace PartnerApi.Mock.Tests.Stories;

/// <summary>Bodies that several stories send.</summary>
internal static class Bodies
{
    public static string Person(string externalId) => $$"""
        {"gender":"FEMALE","firstName":"Ada","lastName":"Example","birthDay":"1980-01-31","birthPlace":"Berlin","birthCountry":"DE",
         "isUsNationality":false,"externalId":"{{externalId}}"}
        """;

    public static string Company(string? searchId = null) => $$"""
        {"legalName":"Example GmbH","legalForm":"LIMITED_LIABILITY_COMPANY","registerCountry":"DE","registerNumber":"HRB 1",
         "registerCourt":"Berlin","foundedOn":"2000-01-31","taxNumber":"1/2/3"{{(searchId is null ? "" : $",\"searchId\":\"{searchId}\"")}}}
        """;

    public static string Order(string wallet, string cash) => $$"""
        {"cryptoSymbol":"BTC","tradeSide":"BUY","quantityType":"UNIT","quantity":0.5,"externalId":"{{Guid.NewGuid()}}",
         "walletCustomerProductId":"{{wallet}}","cashCustomerProductId":"{{cash}}"}
        """;

    public static string SecuritiesOrder(string depository, string cash) => $$"""
        {"depositoryCustomerProductId":"{{depository}}","cashCustomerProductId":"{{cash}}","tradeSide":"BUY","quantityType":"UNIT",
         "exchangeCode":"TGAT","orderType":"MARKET","isin":"DE0001102580","quantity":1}
        """;

    public static string Webhook(string eventType, Uri url) =>
        $$"""{"eventType":"{{eventType}}","url":"{{url}}","headers":[{"name":"X-Hook-Key","value":"s3cret"}]}""";
}

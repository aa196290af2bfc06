using Microsoft.AspNetCore.Http;

namespace PartnerApi.Mock.Hosting;

/// <summary>WireMock.Net's query parser fails on a pair without a name.</summary>
internal static class WireMockQuery
{
    /// <summary>Removes a query that WireMock.Net cannot read.</summary>
    /// <param name="request">The request.</param>
    public static void RemoveUnreadable(HttpRequest request)
    {
        var query = (request.QueryString.Value ?? "").TrimStart('?');
        if (query.StartsWith('=') || query.Contains("&=", StringComparison.Ordinal) || query.Contains(";=", StringComparison.Ordinal))
        {
            request.QueryString = QueryString.Empty;
        }
    }
}

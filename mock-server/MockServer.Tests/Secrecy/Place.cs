using PartnerApi.Mock.Http;
using PartnerApi.Mock.Tests.Partners;


namespace PartnerApi.Mock.Tests.Secrecy;

/// <summary>The places of a request where a secret may stand, right or wrong.</summary>
internal static class Place
{
    public static readonly IReadOnlyList<string> All =
    [
        "path", "query", "parameter", "header", "repeated header", "referer", "header name", "JSON", "form", "text", "method", "cookie",
            "X-Api-Key", "client_id",
        "Requestor-ID", "Basic", "authorization",
    ];

    /// <summary>A command that holds a value in a place.</summary>
    public static ApiRequest Put(PartnerApiMock mock, string token, string place, string value) =>
        Put(Calls.Command(mock, token), place, value);

    /// <summary>A request that holds a value in a place.</summary>
    public static ApiRequest Put(ApiRequest good, string place, string value)
    {
        return place switch
        {
            "path" => good with { Path = "/customers/" + value },
            "query" => good with { Query = value },
            "parameter" => good with { Query = "a=1&client_secret=" + value },
            "header" => good.Instead("X-Debug", "before " + value + " behind"),
            "referer" => good.Instead("Referer", "https://partner.example/?t=" + value),
            "header name" => good.Instead(value, "1"),
            "JSON" => good.Saying($$"""{"note":"before {{value}} behind"}"""),
            "form" => good.Instead("Content-Type", Calls.Form).Saying("a=1&note=" + value),
            "text" => good.Instead("Content-Type", "text/plain").Saying("before" + value + "behind"),
            "method" => good with { Method = value },
            "repeated header" => good with { Headers = good.Headers.With("X-Debug", "1").With("X-Debug", value) },
            "Basic" => good.Instead("Authorization", "Basic " + value),
            "cookie" => good.Instead("Cookie", "t=" + value),
            "X-Api-Key" => good.Instead("X-Api-Key", value),
            "client_id" => Calls.Token($"grant_type=client_credentials&client_id={value}&client_secret=x"),
            "Requestor-ID" => good.Instead("Requestor-ID", value),
            _ => good.Instead("Authorization", "Digest " + value),
        };
    }
}

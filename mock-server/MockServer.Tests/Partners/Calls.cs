using System.Text;
using System.Text.Json.Nodes;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Tests.Partners;

/// <summary>Good requests to a mock, for tests to depart from.</summary>
internal static class Calls
{
    public const string Form = "application/x-www-form-urlencoded";

    public static ApiRequest Token(string body, string? contentType = Form) => new()
    {
        Method = "POST",
        Path = "/oauth2/token",
        Headers = contentType is null ? HeaderList.Empty : HeaderList.Empty.With("Content-Type", contentType),
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static ApiRequest Token(PartnerApiMock mock) => Token(Credentials(mock.ClientId, mock.ClientSecret));

    public static ApiRequest Token(NewSession made) => Token(Credentials(made.ClientId, made.ClientSecret));

    public static string Credentials(string id, string secret) =>
        $"grant_type=client_credentials&client_id={Uri.EscapeDataString(id)}&client_secret={Uri.EscapeDataString(secret)}";

    public static string TokenOf(this ApiReply reply) => (string)JsonNode.Parse(reply.Body.Span)!["access_token"]!;

    /// <summary>A command that the mock accepts.</summary>
    public static ApiRequest Command(PartnerApiMock mock, string token, string operation = "createDigitalMarketOrder")
    {
        var found = mock.Contract.Find(operation)!;
        return new()
        {
            Method = found.Method,
            Path = found.Path,
            Headers =
            [
                new("Authorization", "Bearer " + token), new("Requestor-ID", mock.RequestorId), new("Content-Type", "application/json"),
            ],
            Body = Encoding.UTF8.GetBytes(found.RequestExample!.ToJsonString()),
        };
    }

    public static ApiRequest Query(string token, string path = "/partner-details") =>
        new() { Method = "GET", Path = path, Headers = HeaderList.Empty.With("Authorization", "Bearer " + token) };

    public static ApiRequest Instead(this ApiRequest request, string header, string value) =>
        request with { Headers = request.Headers.Without(header).With(header, value) };

    public static ApiRequest Lacking(this ApiRequest request, string header) => request with { Headers = request.Headers.Without(header) };

    public static ApiRequest Saying(this ApiRequest request, string body) => request with { Body = Encoding.UTF8.GetBytes(body) };

    public static ApiRequest Changing(this ApiRequest request, Action<JsonObject> change)
    {
        var body = JsonNode.Parse(request.Body.Span)!.AsObject();
        change(body);
        return request.Saying(body.ToJsonString());
    }
}

using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Token;


namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>A mock on a free port, with requests that it accepts.</summary>
internal sealed class RunningMock : IAsyncDisposable
{
    private RunningMock(PartnerApiMock mock, string token)
    {
        Mock = mock;
        Token = token;
        Requests = new(request => Answer(request).GetAwaiter().GetResult(), token, _ => { });
    }

    public PartnerApiMock Mock { get; }

    public string Token { get; }

    public GoodRequests Requests { get; }

    /// <summary>A good token request as it goes over the wire.</summary>
    public static byte[] TokenBytes { get; } = WireConnection.Bytes(GoodRequests.Token);

    public static async Task<RunningMock> StartAsync(MockOptions? options = null)
    {
        var mock = await PartnerApiMock.StartAsync((options ?? new()) with { SigningKey = SigningKey.Parse(EngineUnderTest.Key) });
        var reply = await WireConnection.SendAsync(mock.ApiAddress, TokenBytes);
        return new(mock, (string)reply.Json["access_token"]!);
    }

    public Task<WireReply> SendAsync(ApiRequest request) => WireConnection.SendAsync(Mock.ApiAddress, WireConnection.Bytes(request));

    public Task<WireReply> SendAsync(string request) => WireConnection.SendAsync(Mock.ApiAddress, request);

    public ValueTask DisposeAsync() => Mock.DisposeAsync();

    private async Task<ApiReply> Answer(ApiRequest request) =>
        await SendAsync(request) is var reply ? new() { Status = reply.Status, Body = reply.Body } : null!;
}

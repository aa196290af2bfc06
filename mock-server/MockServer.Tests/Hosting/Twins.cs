using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>Two mocks that are alike in everything but the lane: same seed, same key, same clock that stands still.</summary>
internal sealed class Twins : IAsyncDisposable
{
    private readonly RunningMock _fast;
    private readonly RunningMock _stubs;

    private Twins(RunningMock fast, RunningMock stubs)
    {
        _fast = fast;
        _stubs = stubs;
        _ = stubs.Mock.Stubs;
        Requests = new(request => Answer(request).GetAwaiter().GetResult(), fast.Token, _ => { });
    }

    public GoodRequests Requests { get; }

    public string Token => _fast.Token;

    public int Sent { get; private set; }

    public static async Task<Twins> StartAsync()
    {
        var options = new MockOptions
        {
            Seed = 7,
            Clock = new FakeTimeProvider(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero)),
            ControlAddress = null
        };
        return new(await RunningMock.StartAsync(options), await RunningMock.StartAsync(options));
    }

    /// <summary>Sends the same bytes down both lanes.</summary>
    public async Task<WireReply> SameAsync(ReadOnlyMemory<byte> request)
    {
        var fast = await WireConnection.SendAsync(_fast.Mock.ApiAddress, request);
        var stubs = await WireConnection.SendAsync(_stubs.Mock.ApiAddress, request);
        Assert.That(stubs.Comparable, Is.EqualTo(fast.Comparable));
        Sent++;
        return fast;
    }

    public async ValueTask DisposeAsync()
    {
        await _fast.DisposeAsync();
        await _stubs.DisposeAsync();
    }

    private async Task<ApiReply> Answer(ApiRequest request) =>
        await SameAsync(WireConnection.Bytes(request)) is var reply ? new() { Status = reply.Status, Body = reply.Body } : null!;
}

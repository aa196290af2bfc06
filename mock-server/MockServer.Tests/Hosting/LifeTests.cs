using System.Net;
using System.Net.Sockets;
using NUnit.Framework;
using PartnerApi.Mock.Hosting;

namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>Start and stop.</summary>
public sealed class LifeTests
{
    [Test]
    public async Task A_taken_port_is_told_at_once()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");

        // WireMock.Net would tell when its start times out, and by another exception.
        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(new() { ApiAddress = address }),
            Throws.TypeOf<AddressInUseException>().With.Message.Contains($"{address.Port}"));
    }

    [Test]
    public async Task A_port_that_another_mock_has_is_taken()
    {
        await using var first = await PartnerApiMock.StartAsync();

        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(new() { ApiAddress = first.ApiAddress }), Throws.TypeOf<AddressInUseException>());
    }

    [Test]
    public async Task A_taken_control_port_leaves_nothing_behind()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var control = new Uri($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        var api = new Uri($"http://127.0.0.1:{FreePort()}");

        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(new() { ApiAddress = api, ControlAddress = control }),
            Throws.TypeOf<AddressInUseException>());
        await using var second = await PartnerApiMock.StartAsync(new() { ApiAddress = api });
        Assert.That(second.ApiAddress, Is.EqualTo(api));
    }

    [Test]
    public async Task A_stopped_mock_frees_its_port_at_once()
    {
        Uri address;
        await using (var first = await RunningMock.StartAsync())
        {
            address = first.Mock.ApiAddress;
        }

        await using var second = await RunningMock.StartAsync(new() { ApiAddress = address });
        Assert.That((await second.SendAsync(GoodRequests.Token)).Status, Is.EqualTo(200));
    }

    // Linux grants a user 128 watchers: a machine on which many mocks run would have none left for anybody.
    [Test, Platform("Linux"), NonParallelizable]
    public async Task A_mock_watches_no_file()
    {
        var before = Watchers();
        await using var mock = await PartnerApiMock.StartAsync(options => options with { ControlAddress = new("http://127.0.0.1:0") });

        Assert.That(Watchers(), Is.EqualTo(before));
    }

    private static int Watchers() =>
        Directory.GetFiles("/proc/self/fd")
            .Count(file => new FileInfo(file).LinkTarget?.Contains("inotify", StringComparison.Ordinal) == true);

    [TestCase("http://192.0.2.1:8080")]
    public async Task An_address_of_another_machine_is_told(string address) =>
        await Assert.ThatAsync(
            () => PartnerApiMock.StartAsync(new() { ApiAddress = new(address) }),
            Throws.TypeOf<AddressUnusableException>().With.Message.Contains(address));

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_request_in_flight_is_finished_when_the_mock_stops(bool stubLane)
    {
        using var entered = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim(initialState: true);
        var mock = await RunningMock.StartAsync(new()
        {
            Intercept = (request, answer) =>
            {
                entered.Release();
                gate.Wait();
                return answer(request);
            },
        });
        _ = stubLane ? mock.Mock.Stubs : null;
        await entered.WaitAsync();
        gate.Reset();
        var inFlight = mock.SendAsync(GoodRequests.Token);
        await entered.WaitAsync();
        var stop = Task.Run(async () => await mock.DisposeAsync());
        await RefusesAsync(mock.Mock.ApiAddress);
        var stoppedEarly = stop.IsCompleted;
        gate.Set();

        Assert.That((stoppedEarly, (await inFlight).Status), Is.EqualTo((false, 200)));
        await stop;
    }

    [Test]
    public async Task It_listens_on_loopback_and_nowhere_else()
    {
        await using var mock = await PartnerApiMock.StartAsync();
        foreach (var port in new[] { mock.ApiAddress.Port, mock.ControlAddress!.Port })
        {
            Assert.That(await CanConnectAsync(IPAddress.Loopback, port), Is.True);
            foreach (var address in OtherAddresses())
            {
                Assert.That(await CanConnectAsync(address, port), Is.False, address.ToString());
            }
        }
    }

    [Test]
    public async Task Mocks_start_and_stop_side_by_side()
    {
        var mocks = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RunningMock.StartAsync()));

        Assert.That(mocks.Select(mock => mock.Mock.ApiAddress.Port), Is.Unique);
        await Task.WhenAll(mocks.Select(mock => mock.DisposeAsync().AsTask()));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IEnumerable<IPAddress> OtherAddresses() =>
        Dns.GetHostAddresses(Dns.GetHostName())
            .Append(IPAddress.Parse("127.0.0.2"))
            .Append(IPAddress.IPv6Loopback)
            .Where(address => !address.Equals(IPAddress.Loopback));

    private static async Task<bool> CanConnectAsync(IPAddress address, int port)
    {
        try
        {
            using var client = new TcpClient(address.AddressFamily);
            await client.ConnectAsync(address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Stopping begins by listening no more: from then on the request in flight is all that is left.
    private static async Task RefusesAsync(Uri address)
    {
        while (await CanConnectAsync(IPAddress.Loopback, address.Port))
        {
            await Task.Yield();
        }
    }
}

using System.Net;
using NUnit.Framework;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.SelfTests.Wire;

public sealed class ConnectionProxyTests
{
    private static readonly Uri Proxy = new("http://proxy.example:3128/");

    [TestCase("http://127.0.0.1:8081/")]
    [TestCase("http://127.8.7.6/")]
    [TestCase("https://localhost/")]
    [TestCase("https://LOCALHOST:1/")]
    [TestCase("http://mock.localhost:8080/")]
    [TestCase("http://[::1]:8080/")]
    [TestCase("http://[::ffff:127.0.0.1]:8080/")]
    public void A_connection_to_this_machine_uses_no_proxy(string address)
    {
        Uri uri = new(address);

        Assert.That(Configured.GetProxy(uri), Is.Null);
        Assert.That(OfTheSystem.GetProxy(uri), Is.Null);
    }

    [TestCase("https://api.example.com/")]
    [TestCase("http://10.0.0.1/")]
    [TestCase("http://localhost.example.com/")]
    [TestCase("http://notlocalhost/")]
    public void Any_other_connection_uses_it(string address)
    {
        Uri uri = new(address);

        Assert.That(Configured.GetProxy(uri), Is.EqualTo(Proxy));
        Assert.That(OfTheSystem.GetProxy(uri), Is.EqualTo(Proxy));
    }

    private static ConnectionProxy Configured => new(Proxy, new WebProxy());

    private static ConnectionProxy OfTheSystem => new(null, new WebProxy(Proxy));
}

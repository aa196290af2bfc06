using System.Net;
using System.Net.Sockets;

namespace PartnerApi.Mock.Hosting;

/// <summary>Something else listens where the mock was told to.</summary>
/// <param name="address">The address.</param>
public sealed class AddressInUseException(Uri address)
    : IOException($"{address.GetLeftPart(UriPartial.Authority)} is taken: another program listens there; stop it, or choose another port");

/// <summary>This machine cannot listen where the mock was told to.</summary>
/// <param name="address">The address.</param>
/// <param name="reason">Why, in the system's words.</param>
public sealed class AddressUnusableException(Uri address, string reason)
    : IOException($"{address.GetLeftPart(UriPartial.Authority)} cannot be listened on: {reason}; choose an address of this machine, and a port above 1023");

/// <summary>Finds a taken port at once; WireMock.Net would tell only when its start times out.</summary>
internal static class PortProbe
{
    public static void ThrowIfTaken(Uri address)
    {
        if (address.Port == 0)
        {
            return;
        }

        var ip = IPAddress.TryParse(address.Host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.Loopback;
        try
        {
            // Nothing is set that would let two programs share the port: on Unix a port of a program just stopped is free all the same.
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(ip, address.Port));
            socket.Listen(1);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(address);
        }
        catch (SocketException error)
        {
            throw new AddressUnusableException(address, error.Message);
        }
    }
}

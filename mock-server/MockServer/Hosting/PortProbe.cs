using System.Net;
using System.Net.Sockets;

namespace PartnerApi.Mock.Hosting;

/// <summary>Something else listens where the mock was told to.</summary>
/// <param name="address">The address.</param>
public sealed class AddressInUseException(Uri address)
    : IOException($"{address.GetLeftPart(UriPartial.Authority)} is taken: another program listens there; stop it, or choose another port");

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
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, OperatingSystem.IsWindows() is false);
            socket.Bind(new IPEndPoint(ip, address.Port));
            socket.Listen(1);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new AddressInUseException(address);
        }
    }
}

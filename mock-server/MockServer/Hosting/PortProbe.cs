using System.Net;
using System.Net.Sockets;

namespace PartnerApi.Mock.Hosting;

/// <summary>Another program already listens at the address of the mock.</summary>
/// <param name="address">The address.</param>
public sealed class AddressInUseException(Uri address)
    : IOException($"{address.GetLeftPart(UriPartial.Authority)} is already in use by another program; stop it, or choose another port");

/// <summary>This machine cannot listen at the address of the mock.</summary>
/// <param name="address">The address.</param>
/// <param name="reason">The message of the operating system.</param>
public sealed class AddressUnusableException(Uri address, string reason)
    : IOException(
        $"cannot listen on {address.GetLeftPart(UriPartial.Authority)}: {reason}; choose an address of this machine and a port above 1023");

/// <summary>Detects a port in use before the start; WireMock.Net reports it only after its start timeout.</summary>
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
            // Do not set ReuseAddress: two programs could then share the port. On Unix the port of a stopped program is free anyway.
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

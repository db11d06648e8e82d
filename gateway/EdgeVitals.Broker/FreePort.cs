using System.Net;
using System.Net.Sockets;

namespace EdgeVitals.Broker;

/// <summary>Ports that nobody uses, for both programs' listeners.</summary>
public static class FreePort
{
    /// <summary>The port where it can be bound, else 0: a free one, which the program prints.</summary>
    public static int Or(IPAddress address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (port == 0) return 0;
        using var probe = new TcpListener(address, port);
        try
        {
            probe.Start();
            return port;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    /// <summary>A free loopback port, for listeners that cannot be told 0.</summary>
    public static int Take()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

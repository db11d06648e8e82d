using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EdgeVitals.Cloud;

/// <summary>Where a started host listens.</summary>
public sealed class CloudAddresses(CloudOptions options)
{
    private ListenOptions? _web;

    /// <summary>Address of the pages, such as "http://127.0.0.1:5081".</summary>
    public string Web => $"http://127.0.0.1:{WebPort}";

    /// <summary>Port of the pages; 0 before the start.</summary>
    public int WebPort => _web?.IPEndPoint?.Port ?? 0;

    /// <summary>Host that gateways connect to.</summary>
    public string MqttHost => options.PublicHost ?? options.MqttAddress.ToString();

    /// <summary>Port that gateways connect to; 0 before the start.</summary>
    public int MqttPort { get; internal set; }

    internal void Listening(ListenOptions web) => _web = web;
}

/// <summary>Ports that nobody uses.</summary>
internal static class FreePort
{
    /// <summary>The port where it can be bound, else 0: a free one, which the program prints.</summary>
    internal static int Or(IPAddress address, int port)
    {
        if (port == 0) return 0;
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(address, port));
            return port;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    /// <summary>A free loopback port, for listeners that cannot be told 0.</summary>
    internal static int Take()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}

using EdgeVitals.Broker;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EdgeVitals.Gateway;

/// <summary>Where a started gateway listens.</summary>
public sealed class GatewayAddresses(GatewayOptions options, Lazy<EdgeBroker> broker)
{
    /// <summary>Port of the device listener; 0 before the start.</summary>
    public int MqttPort => broker.Value.Port;

    /// <summary>Address of the device listener.</summary>
    public string MqttHost => options.MqttAddress.ToString();

    /// <summary>The screens, ending in a slash; null without screens or before the start.</summary>
    public Uri? Web => Listen?.IPEndPoint is { Port: > 0 } point ? new Uri($"http://127.0.0.1:{point.Port}/") : null;

    internal ListenOptions? Listen { get; set; }
}

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

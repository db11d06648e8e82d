namespace EdgeVitals.Nano;

/// <summary>Who the device is and where its gateway is.</summary>
public sealed class MqttLinkOptions
{
    /// <summary>Name or address of the gateway.</summary>
    public string Host = "";

    /// <summary>MQTT port of the gateway, 1..65535.</summary>
    public int Port = 1883;

    /// <summary>Site id.</summary>
    public string Site = "";

    /// <summary>Device id; also the MQTT client id and user name.</summary>
    public string Device = "";

    /// <summary>Pairing token, the MQTT password.</summary>
    public string Token = "";

    /// <summary>Certificate of the gateway's authority in PEM or DER, for TLS 1.2; null: no TLS.</summary>
    public byte[]? Authority;
}

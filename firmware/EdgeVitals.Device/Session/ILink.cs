namespace EdgeVitals.Device;

/// <summary>A connection to the gateway. Calls return at once; what they came to is told to the
/// <see cref="DeviceSession"/>.</summary>
public interface ILink
{
    /// <summary>Begins to connect and to subscribe; LinkUp or LinkDown follows.</summary>
    void Connect();

    /// <summary>Ends the connection once what was sent is out; LinkDown follows.</summary>
    void Disconnect();

    /// <summary>Sends a message of a Wire.TopicKind with QoS 1; the bytes are copied. The channel names a live topic,
    /// otherwise 0.</summary>
    void Send(int topicKind, int channelId, byte[] payload, int count, bool retain);
}

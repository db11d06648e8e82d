using System.Threading.Channels;
using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Updates;

/// <summary>What devices say that matters to updates, on its way from the listener to the <see cref="FirmwareSender"/>:
/// nothing is answered within an MQTT callback.</summary>
public sealed class FirmwareQueue(GatewayStatus status)
{
    // A device has one request in flight: that many devices may ask at once.
    private const int Capacity = 1024;

    private readonly System.Threading.Channels.Channel<FirmwareWord> _words =
        System.Threading.Channels.Channel.CreateBounded<FirmwareWord>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    internal ChannelReader<FirmwareWord> Words => _words.Reader;

    /// <summary>A device has stated its status.</summary>
    public void Hear(string device, StatusMessage said) => Put(new FirmwareWord(device, said, []));

    /// <summary>A device asks for a part of an image.</summary>
    public void Ask(string device, byte[] request) => Put(new FirmwareWord(device, null, request));

    /// <summary>A device whose word is dropped says it again: it asks after its timeout, and states its status with the
    /// next change.</summary>
    private void Put(FirmwareWord word)
    {
        if (!_words.Writer.TryWrite(word))
        {
            status.Count(GatewayCount.FirmwareRequestIgnored);
        }
    }
}

/// <summary>A status of a device, or a request.</summary>
internal sealed record FirmwareWord(string Device, StatusMessage? Said, byte[] Request);

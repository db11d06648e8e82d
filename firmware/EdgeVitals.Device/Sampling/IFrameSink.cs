using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Takes finished frames. The frame belongs to the caller and is used again: encode it or copy it.</summary>
public interface IFrameSink
{
    /// <summary>Takes a frame whose boot and sequence are not set yet.</summary>
    void Append(Frame frame);
}

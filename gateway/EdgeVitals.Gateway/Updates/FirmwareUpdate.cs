using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Updates;

/// <summary>A firmware image that lies ready for devices.</summary>
/// <param name="Manifest">What the maker says of it.</param>
/// <param name="Offer">Manifest and signature as they go to a device, encoded.</param>
/// <param name="ImagePath">File with the image.</param>
public sealed record FirmwareUpdate(UpdateManifest Manifest, ReadOnlyMemory<byte> Offer, string ImagePath)
{
    /// <summary>Whether a device's firmware text names the manifest's target: the text, or its first word.</summary>
    public bool IsFor(string firmware)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        return firmware == Manifest.Target || firmware.StartsWith(Manifest.Target + " ", StringComparison.Ordinal);
    }
}

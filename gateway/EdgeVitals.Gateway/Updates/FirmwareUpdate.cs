using EdgeVitals.Wire;

namespace EdgeVitals.Gateway.Updates;

/// <summary>A firmware image that lies ready for devices.</summary>
/// <param name="Manifest">What the maker says of it.</param>
/// <param name="Offer">Manifest and signature as they go to a device, encoded.</param>
/// <param name="ImagePath">File with the image.</param>
public sealed record FirmwareUpdate(UpdateManifest Manifest, ReadOnlyMemory<byte> Offer, string ImagePath)
{
    /// <summary>Whether a device's firmware text names the manifest's target: it is the target alone, or the target, a
    /// space and a version of digits and dots. A target may hold spaces: only what follows the last one is a
    /// version.</summary>
    public bool IsFor(string firmware)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        int space = firmware.LastIndexOf(' ');
        bool hasVersion = space >= 0 && space + 1 < firmware.Length && char.IsAsciiDigit(firmware[space + 1])
            && firmware.Skip(space + 1).All(c => char.IsAsciiDigit(c) || c == '.');
        return firmware == Manifest.Target
            || (hasVersion && firmware.AsSpan(0, space).SequenceEqual(Manifest.Target));
    }
}

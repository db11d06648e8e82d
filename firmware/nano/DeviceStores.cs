using EdgeVitals.Device;

namespace EdgeVitals.Nano;

/// <summary>What a board keeps over its starts: the number of the boot and the frames that nobody has
/// acknowledged.</summary>
public sealed class DeviceStores
{
    /// <summary>Stores on what holds them; call <see cref="Open"/>.</summary>
    /// <param name="boot">At least <see cref="BootLog.StoreBytes"/>.</param>
    /// <param name="ring">See <see cref="FrameRing"/>.</param>
    /// <param name="records">Records that the ring's index holds.</param>
    /// <param name="frameBytes">Longest frame, bytes.</param>
    public DeviceStores(IBlockStore boot, IFlash ring, int records, int frameBytes)
    {
        Boot = new BootLog(boot);
        Ring = new FrameRing(ring, records, frameBytes, StorePolicy.DropOldestRaw);
    }

    /// <summary>Number of this boot.</summary>
    public BootLog Boot { get; private set; }

    /// <summary>Frames not acknowledged.</summary>
    public FrameRing Ring { get; private set; }

    /// <summary>Finds the frames and counts one boot more. Empty, or what cannot be used: then nothing may be measured,
    /// since a boot number that is not durable comes again, and the gateway drops the frames of the second boot that
    /// bears it as duplicates.</summary>
    public string Open()
    {
        // The ring first: when it fails at each start, the boot log is not written for a boot that measures nothing.
        if (Ring.Open() != 0) return "the ring cannot be read, or is too small";
        if (Boot.Open(0) != 0) return "the number of this boot cannot be stored";
        return "";
    }
}

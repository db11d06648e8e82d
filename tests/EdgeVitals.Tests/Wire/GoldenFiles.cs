using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Wire;

/// <summary>One committed message of each kind. The files were written by an independent encoder, so that they do not
/// merely repeat what this codec does; a changed byte is a changed protocol.</summary>
internal static class GoldenFiles
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> Known = new();

    /// <summary>A copy, which the caller may bend.</summary>
    public static byte[] Read(string name) => [.. Known.GetOrAdd(name, Find)];

    private static byte[] Find(string name)
    {
        string folder = AppContext.BaseDirectory;
        for (DirectoryInfo? at = new(folder); at != null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, "tests", "EdgeVitals.Tests", "Wire", "Golden", name + ".cbor");
            if (File.Exists(path)) return File.ReadAllBytes(path);
        }
        throw new FileNotFoundException($"golden file {name}.cbor not found above {folder}");
    }

    public static Frame Samples() => new()
    {
        BootId = 7, Sequence = 300, StartTicks = 1_500_000, PeriodMicros = 1_000_000,
        ChannelId = Channels.HeartRate.Id, ScaleExponent = -1,
        Values = [724, 725, 719, 719, 790], Count = 5, Quality = 96,
    };

    public static Frame Gaps() => new()
    {
        BootId = int.MaxValue, Sequence = 4_294_967_296, StartTicks = 9_007_199_254, PeriodMicros = 40_000,
        ChannelId = Channels.PlethInfrared.Id, ScaleExponent = 0,
        Values = [131072, -5, int.MaxValue, int.MinValue], Count = 4, Quality = 55,
        GapStarts = [0, 2, 4], GapLengths = [3, 70_000, 1],
        GapReasons = [GapReason.NoContact, GapReason.Overflow, GapReason.LowQuality], GapCount = 3,
    };

    public static Frame OnlyGap() => new()
    {
        BootId = 1, PeriodMicros = 1_000_000, ChannelId = Channels.SpO2.Id, ScaleExponent = -1,
        GapStarts = [0], GapLengths = [30], GapReasons = [GapReason.NoContact], GapCount = 1,
    };

    public static AckMessage Ack() => new()
    {
        BootId = 7, Sequences = [0, 23, 24, 255, 256, 65536, 4_294_967_296], Count = 7,
    };

    public static TimeRequest Request() => new() { BootId = 7, DeviceTicks = 123_456_789 };

    public static TimeResponse Response() => new()
    {
        BootId = 7, DeviceTicks = 123_456_789,
        ReceivedUtcMicros = 1_772_391_600_000_000, SentUtcMicros = 1_772_391_600_000_250,
    };

    public static StatusMessage Status()
    {
        StatusMessage status = Healthy();
        (status.DroppedFrames, status.DroppedRaw, status.StoreFaults) = (5, 4, 2);
        (status.ClockJumps, status.LinkStalls, status.LateTask) = (1, 3, DeviceTask.Sampling);
        (status.PowerState, status.UpdateState) = (PowerState.Continuous, UpdateState.Trial);
        (status.FirmwareNumber, status.UpdateCode) = (12, UpdateError.WrongHash);
        status.ChipCount = 2;
        (status.ChipKinds[0], status.ChipStates[0], status.ChipFaults[0]) = (ChipKind.Max30102, ChipState.Good, 0);
        (status.ChipKinds[1], status.ChipStates[1], status.ChipFaults[1]) = (ChipKind.Tmp117, ChipState.Missing, 300);
        return status;
    }

    private static StatusMessage Healthy() => new()
    {
        BootId = 7, State = StatusState.Online, Firmware = "edgevitals-pi 0.1.0",
        OffsetMicros = 1_772_391_500_000_000, UncertaintyMicros = 12_000,
        BufferedFrames = 3, OverflowSamples = 17, ResetCause = ResetCause.Software, GapsReported = 24,
    };

    public static StatusMessage Will() => new() { BootId = 7, State = StatusState.Offline, Firmware = "0.1.0" };
}

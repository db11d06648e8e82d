using System.Globalization;
using System.Text;
using EdgeVitals.Device;
using EdgeVitals.Wire;

namespace EdgeVitals.Emulation.Boards;

/// <summary>What fits a board's flash, and how long its ring lasts without a gateway.</summary>
public static class FlashEstimate
{
    /// <summary>Raw optics, packed: two colours of 18 bits at 100 samples a second (MAX30102 data sheet, FIFO data),
    /// bytes a second.</summary>
    public const int RawBytesPerSecond = 2 * 18 * 100 / 8;

    /// <summary>Managed state that firmware may have, bytes. The runtime's heap on an ESP32 without PSRAM is some
    /// 100 KiB, of which network and TLS take a part that nobody here has measured.</summary>
    public const int ManagedBytes = 40 * 1024;

    /// <summary>Longest frame that firmware of a microcontroller encodes, bytes; it has three buffers of that size, so
    /// that the format's 8 KiB would pass the managed budget. The longest of the built-in channels is an ECG frame: 1000
    /// samples of two bytes, since a step within the converter's ±1.9 mV takes no more, 64 gaps and a head.</summary>
    public const int EncodingBufferBytes = 2688;

    /// <summary>Values in a frame of a feature: a window of 30 s at 1 Hz.</summary>
    public const int FeatureWindowSeconds = 30;

    // Store/README.md of EdgeVitals.Device: segments of a sector with a header of 32 bytes, the writer's and the one
    // that comes next never full; a head of 32 bytes before each record.
    private const int SectorBytes = 4096;
    private const int HeadBytes = 32;
    private const int OpenSegments = 2;

    /// <summary>Size of the ring, bytes; 0 where the budget has none.</summary>
    public static int RingBytes(FlashBudget flash)
    {
        ArgumentNullException.ThrowIfNull(flash);
        return flash.Partitions.SelectMany(partition => partition.Items).Where(item => item.Name == "ring")
            .Sum(item => item.Bytes);
    }

    /// <summary>Bytes of records that the ring holds.</summary>
    public static int StoredBytes(FlashBudget flash) =>
        Math.Max(0, RingBytes(flash) / SectorBytes - OpenSegments) * (SectorBytes - HeadBytes);

    /// <summary>Minutes of packed raw optics that the ring holds; heads of records not counted.</summary>
    public static double RawMinutes(FlashBudget flash) => StoredBytes(flash) / (double)RawBytesPerSecond / 60;

    /// <summary>Hours of heart rate, SpO₂ and temperature at 1 Hz that the ring holds: by its bytes or by the records
    /// of its index, whichever is less.</summary>
    public static double FeatureHours(FlashBudget flash)
    {
        ArgumentNullException.ThrowIfNull(flash);
        int[] records = [FeatureRecordBytes(Channels.HeartRate, 725), FeatureRecordBytes(Channels.SpO2, 972),
            FeatureRecordBytes(Channels.BodyTemperature, 3660)];
        double byBytes = StoredBytes(flash) / (double)records.Sum();
        double byRecords = flash.RingRecords / (double)records.Length;
        return Math.Min(byBytes, byRecords) * FeatureWindowSeconds / 3600;
    }

    /// <summary>The first thing that does not fit, or nothing.</summary>
    public static string? FirstFault(FlashBudget flash)
    {
        ArgumentNullException.ThrowIfNull(flash);
        FlashPartition? full = flash.Partitions.FirstOrDefault(partition =>
            partition.Items.Any(item => item.Bytes <= 0) || partition.Items.Sum(item => (long)item.Bytes)
            > partition.Bytes);
        if (full is not null) return $"partition {full.Name} holds more than its {full.Bytes} bytes, or nothing";
        long all = flash.Partitions.Sum(partition => (long)partition.Bytes);
        if (all > flash.FlashBytes) return $"partitions of {all} bytes do not fit {flash.FlashBytes}";
        string[] items = [.. flash.Partitions.SelectMany(partition => partition.Items).Select(item => item.Name)];
        string? missing = ((string[])["ring", "slot A", "slot B", "configuration", "certificate"])
            .FirstOrDefault(need => items.Count(item => item == need) != 1);
        return missing is null ? null : $"{missing} is not planned exactly once";
    }

    /// <summary>The page firmware/nano/budgets.md.</summary>
    public static string Markdown(IReadOnlyList<BoardFile> boards)
    {
        ArgumentNullException.ThrowIfNull(boards);
        var page = new StringBuilder();
        page.Append("# Flash and memory budgets\n\nComputed from the board files; change them, not this page. ");
        page.Append("Nothing ");
        Add(page, $"was measured on a board. Managed state: at most {ManagedBytes / 1024} KiB with the ring's index ");
        page.Append("below and frames of at most ");
        Add(page, $"{EncodingBufferBytes} bytes, held by a test that builds the firmware's objects. ");
        page.Append("The index in ");
        page.Append("memory, not the flash, limits the hours of features.\n");
        foreach (BoardFile board in boards)
        {
            if (board.Flash is FlashBudget flash) Append(page, board.Name, flash);
        }
        return page.ToString();
    }

    private static void Append(StringBuilder page, string name, FlashBudget flash)
    {
        Add(page, $"\n## {name}\n\n| partition | KiB | item | KiB |\n|---|---|---|---|\n");
        foreach (FlashPartition partition in flash.Partitions)
        {
            foreach (FlashItem item in partition.Items)
            {
                Add(page, $"| {partition.Name} | {partition.Bytes / 1024} | {item.Name} ");
                Add(page, $"| {item.Bytes / 1024} |\n");
            }
        }
        Add(page, $"\n- without a gateway the ring of {RingBytes(flash) / 1024} KiB and ");
        Add(page, $"{flash.RingRecords} records holds {FeatureHours(flash):0.0} h of heart ");
        Add(page, $"rate, SpO2 and temperature at 1 Hz, or {RawMinutes(flash):0.0} min of ");
        Add(page, $"raw optics packed at {RawBytesPerSecond} B/s\n");
        Add(page, $"- updates: {flash.Updates}.\n- source: {flash.Source}.\n");
    }

    private static void Add(StringBuilder page, FormattableString text) =>
        page.Append(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Bytes in the ring of one frame of a feature, encoded to be sure.</summary>
    private static int FeatureRecordBytes(Channel channel, int value)
    {
        Frame frame = new()
        {
            BootId = 1000, Sequence = 100_000, StartTicks = 3_600_000_000, PeriodMicros = 1_000_000,
            ChannelId = channel.Id, ScaleExponent = channel.ScaleExponent, Quality = 90,
        };
        for (int i = 0; i < FeatureWindowSeconds; i++) frame.Add(value + i % 3);
        int count = FrameCodec.Encode(frame, new byte[Frame.MaximumEncodedBytes], 0);
        if (count <= 0) throw new InvalidOperationException(FrameError.Text(-count));
        return HeadBytes + (count + 3) / 4 * 4;
    }
}

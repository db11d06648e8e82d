using EdgeVitals.Device;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Benchmarks;

/// <summary>On-device signals, frames and the ring, on half a minute of a virtual wearer's pulse wave.</summary>
internal static class FrameStages
{
    private const int Seconds = 30;
    private const int Samples = Seconds * PulseMeter.Rate;
    private const int PeriodMicros = 40_000;

    /// <summary>Records of an ESP32's ring (hardware/boards/esp32-devkitc.json, ringRecords): its index is full first.
    /// </summary>
    public const int BoardRecords = 64;

    // More records than fit: full by its bytes.
    private const int ManyRecords = 1024;
    private const int RingBytes = 256 * 1024;

    /// <summary>Heart rate and saturation: a sample is red and infrared at 25 Hz, evaluated once a second.</summary>
    public static Stage Signals()
    {
        PulseMeter meter = new();
        (int[] red, int[] infrared) = Pulse();
        return new Stage("signals, PulseMeter", Samples, () =>
        {
            for (int i = 0; i < Samples; i++)
            {
                meter.Push(red[i], infrared[i]);
                if (i % PulseMeter.Rate == PulseMeter.Rate - 1) meter.Evaluate();
            }
            return meter.HeartRate > 0 ? Samples : 0;
        });
    }

    /// <summary>Encoding of a frame.</summary>
    public static Stage Encode()
    {
        Frame frame = PulseFrame();
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];
        return new Stage("frame encode", Samples, () => FrameCodec.Encode(frame, buffer, 0) > 0 ? Samples : 0);
    }

    /// <summary>Its decoding, as a gateway or a test does it.</summary>
    public static Stage Decode()
    {
        byte[] bytes = Encoded();
        Frame frame = new();
        return new Stage("frame decode", Samples,
            () => FrameCodec.TryDecode(bytes, 0, bytes.Length, frame) == FrameError.None ? frame.Count : 0);
    }

    /// <summary>Appending while nobody acknowledges: the oldest is dropped for it.</summary>
    public static Stage Append() => Append("ring append, its index full", BoardRecords);

    /// <summary>The same where the flash is full before the index.</summary>
    public static Stage AppendFullFlash() => Append("ring append, its flash full", ManyRecords);

    private static Stage Append(string name, int records)
    {
        byte[] bytes = Encoded();
        FrameRing ring = Ring(records);
        long sequence = 0;
        while (ring.Dropped == 0) Next();
        return new Stage(name, Samples, Next);

        int Next() => ring.Append(bytes, bytes.Length, 1, sequence++, Channels.PlethInfrared.Id, false) == 0
            ? Samples : 0;
    }

    /// <summary>Appending, and loading and freeing on the gateway's acknowledgement.</summary>
    public static Stage AppendLoadAcknowledge()
    {
        byte[] bytes = Encoded();
        byte[] loaded = new byte[Frame.MaximumEncodedBytes];
        FrameRing ring = Ring(BoardRecords);
        long sequence = 0;
        return new Stage("ring append, load, acknowledge", Samples, () =>
        {
            int appended = ring.Append(bytes, bytes.Length, 1, sequence, Channels.PlethInfrared.Id, false);
            int length = ring.Load(ring.Entries - 1, loaded);
            bool freed = ring.Acknowledge(1, sequence++);
            return appended == 0 && length == bytes.Length && freed ? Samples : 0;
        });
    }

    /// <summary>Loading alone, with its CRC-32.</summary>
    public static Stage Load()
    {
        byte[] bytes = Encoded();
        byte[] loaded = new byte[Frame.MaximumEncodedBytes];
        FrameRing ring = Ring(BoardRecords);
        ring.Append(bytes, bytes.Length, 1, 0, Channels.PlethInfrared.Id, false);
        return new Stage("ring load", Samples, () => ring.Load(0, loaded) == bytes.Length ? Samples : 0);
    }

    private static FrameRing Ring(int records)
    {
        FrameRing ring = new(new MemoryBlockStore(RingBytes), records, FrameRing.OneSectorFrame);
        if (ring.Open() != 0) throw new InvalidOperationException("the ring does not open");
        return ring;
    }

    private static byte[] Encoded()
    {
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];
        return buffer[..FrameCodec.Encode(PulseFrame(), buffer, 0)];
    }

    private static Frame PulseFrame()
    {
        Frame frame = new(Samples, Frame.MaximumGaps)
        {
            BootId = 1, StartTicks = 10_000, PeriodMicros = PeriodMicros, ChannelId = Channels.PlethInfrared.Id,
            Quality = 90,
        };
        foreach (int value in Pulse().Infrared) frame.Add(value);
        return frame;
    }

    private static (int[] Red, int[] Infrared) Pulse()
    {
        WaveformWearer wearer = new(new VitalScenario(), 1);
        int[] red = new int[Samples];
        int[] infrared = new int[Samples];
        for (int i = 0; i < Samples; i++) wearer.Read((long)i * PeriodMicros, out red[i], out infrared[i]);
        return (red, infrared);
    }
}

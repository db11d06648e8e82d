using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;

namespace EdgeVitals.Benchmarks;

/// <summary>Managed memory that the parts of a device hold, by what their construction allocates.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Channels">Names of the channels that it makes.</param>
/// <param name="Bytes">Bytes on this runtime, headers of objects and arrays included.</param>
internal sealed record StateBytes(string Part, string[] Channels, long Bytes)
{
    /// <summary>Seconds in a frame on the boards, as in firmware/nano/Wearable.cs.</summary>
    public const int WindowSeconds = 10;

    /// <summary>Every part, with windows of that length.</summary>
    public static StateBytes[] All()
    {
        VirtualClock clock = new();
        NoChip bus = new();
        NoSink sink = new();
        return
        [
            Of("MAX30102 + TMP117", () => new VitalsSampler(new Max30102(bus, null, clock), new Tmp117(bus), clock,
                sink, WindowSeconds), Wire.Channels.HeartRate, Wire.Channels.SpO2, Wire.Channels.BodyTemperature,
                Wire.Channels.PlethInfrared, Wire.Channels.RespiratoryRate),
            Of("ADXL345", () => new MotionSampler(new Adxl345(bus, null, clock), clock, sink, WindowSeconds),
                Wire.Channels.Activity, Wire.Channels.Steps, Wire.Channels.AccelerationX, Wire.Channels.AccelerationY,
                Wire.Channels.AccelerationZ),
            Of("ADS1115", () => new EcgSampler(new Ads1115(bus, null, clock), clock, sink, WindowSeconds),
                Wire.Channels.Ecg, Wire.Channels.EcgHeartRate, Wire.Channels.EcgRespiratoryRate,
                Wire.Channels.SkinConductance),
            Of("MLX90614 + MAX17048", () => new ScalarSampler(new Mlx90614(bus), new Max17048(bus), clock, sink,
                WindowSeconds), Wire.Channels.SkinTemperature, Wire.Channels.Battery),
            Of("of these PulseMeter", static () => new PulseMeter(), Wire.Channels.HeartRate, Wire.Channels.SpO2),
            Of("ring of 64 records, without its flash", RingAlone),
        ];
    }

    private static FrameRing RingAlone() => new(new NoFlash(), FrameStages.BoardRecords,
        FrameRing.OneSectorFrame, StorePolicy.DropOldestRaw);

    private static StateBytes Of(string part, Func<object> make, params Channel[] channels)
    {
        // The first one may also build what is shared by all.
        GC.KeepAlive(make());
        long before = GC.GetAllocatedBytesForCurrentThread();
        object made = make();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(made);
        return new StateBytes(part, [.. channels.Select(channel => channel.Name)], bytes);
    }

    private sealed class NoChip : IRegisterBus
    {
        public int Write(byte[] buffer, int count) => BusStatus.Nack;

        public int WriteRead(byte[] write, int writeCount, byte[] read, int readCount) => BusStatus.Nack;
    }

    private sealed class NoFlash : IFlash
    {
        public int SectorBytes => 4096;

        public int Sectors => 64;

        public int Erase(int sector) => 1;

        public int Program(int position, byte[] buffer, int start, int count) => 1;

        public int Sync() => 1;

        public int Read(int position, byte[] buffer, int start, int count) => 1;
    }

    private sealed class NoSink : IFrameSink
    {
        public void Append(Frame frame)
        {
        }
    }
}

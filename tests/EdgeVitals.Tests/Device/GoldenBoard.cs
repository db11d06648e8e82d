using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

/// <summary>The board of the golden vectors: all six chips in front of one virtual wearer, their oscillators exact, and
/// the frames that came out of it as bytes, channel by channel.</summary>
internal sealed class GoldenBoard : IFrameSink
{
    private const int BootId = 7;

    private static readonly Channel[] FifoChannels =
    [
        Channels.HeartRate, Channels.SpO2, Channels.BodyTemperature, Channels.PlethInfrared, Channels.Activity,
        Channels.AccelerationX, Channels.AccelerationY, Channels.AccelerationZ, Channels.Steps,
        Channels.RespiratoryRate,
    ];

    private readonly SortedDictionary<int, List<byte[]>> _frames = [];
    private readonly byte[] _buffer = new byte[Frame.MaximumEncodedBytes];
    private readonly int _windowSeconds;
    private readonly ReadingMoments _moments;

    /// <summary>A board that is read at those moments.</summary>
    /// <param name="wearer">Who wears it.</param>
    /// <param name="windowSeconds">Seconds in a frame.</param>
    /// <param name="moments">When its sampler is called.</param>
    /// <param name="fifoChipsOnly">Only the oximeter with its thermometer and the accelerometer: nothing on the board
    /// but their own interrupts asks for a call.</param>
    public GoldenBoard(RememberedWearer wearer, int windowSeconds, ReadingMoments moments, bool fifoChipsOnly = false)
    {
        _windowSeconds = windowSeconds;
        _moments = moments;
        FifoChipsOnly = fifoChipsOnly;
        Optics = new Max30102Twin(Clock, wearer);
        Motion = new Adxl345Twin(Clock, wearer);
        Max30102 optics = new(new FillWatch(Optics, FillLevels), moments.LineOf(Optics), Clock);
        Adxl345 motion = new(Motion, moments.LineOf(Motion), Clock);
        VitalsSampler vitals = new(optics, new Tmp117(new Tmp117Twin(Clock, wearer)), Clock, this, windowSeconds);
        MotionSampler movement = new(motion, Clock, this, windowSeconds);
        Sampler = fifoChipsOnly
            ? new SensorSampler(Clock, vitals, movement, null, null)
            : new SensorSampler(Clock, vitals, movement, Ecg(wearer), Scalars(wearer));
    }

    /// <summary>See the constructor.</summary>
    public bool FifoChipsOnly { get; }

    public VirtualClock Clock { get; } = new();

    public SensorSampler Sampler { get; }

    public Max30102Twin Optics { get; }

    public Adxl345Twin Motion { get; }

    /// <summary>How many samples of the oximeter were taken at once, each number that occurred.</summary>
    public HashSet<int> FillLevels { get; } = [];

    /// <summary>Whether frames are stamped with the moment at which their last sample was read: the mistake that the
    /// property is there to find.</summary>
    public bool StampsByReadTime { get; init; }

    /// <summary>Channels that it sent.</summary>
    public IReadOnlyCollection<int> ChannelIds => _frames.Keys;

    /// <summary>Measures that long and ends. Called at each of the moments, never later than 200 ms after the call
    /// before, and at every moment for which the sampler itself asks.</summary>
    public GoldenBoard Measure(long micros)
    {
        Sampler.Begin();
        long end = Clock.Micros() + micros;
        long called = Clock.Micros() + _moments.Gap(0);
        int calls = 0;
        while (called < end || Sampler.NextDue() < end)
        {
            long next = Math.Min(called, Sampler.NextDue());
            Clock.Advance(next - Clock.Micros());
            bool drains = next == called && _moments.Drains(calls);
            if (next == called) called += _moments.Gap(++calls);
            if (drains) Sampler.Drain();
            else Sampler.Service();
        }
        Clock.Advance(end - Clock.Micros());
        Sampler.End();
        return this;
    }

    /// <summary>The frames of one channel, in the order in which they were sent.</summary>
    public IReadOnlyList<byte[]> FramesOf(int channelId) =>
        _frames.TryGetValue(channelId, out List<byte[]>? frames) ? frames : [];

    void IFrameSink.Append(Frame frame)
    {
        if (!_frames.TryGetValue(frame.ChannelId, out List<byte[]>? frames))
        {
            _frames.Add(frame.ChannelId, frames = []);
        }
        // Numbered within its channel: in which order two chips fill their windows is up to who is read first.
        frame.BootId = BootId;
        frame.Sequence = frames.Count;
        if (StampsByReadTime && IsOfFifoChips(frame.ChannelId)) frame.StartTicks = ByReadTime(frame);
        int count = FrameCodec.Encode(frame, _buffer, 0);
        if (count <= 0) throw new InvalidOperationException(FrameError.Text(-count));
        frames.Add(_buffer[..count]);
    }

    /// <summary>Whether a channel is one of a board that has the FIFO chips alone.</summary>
    public static bool IsOfFifoChips(int channelId) => Array.Exists(FifoChannels, c => c.Id == channelId);

    // Right when the last sample was read the moment it was made, as by the moments that wrote the golden vectors.
    private long ByReadTime(Frame frame)
    {
        bool optical = frame.ChannelId <= Channels.PlethInfrared.Id && frame.ChannelId != Channels.Steps.Id;
        long first = optical ? Max30102.PeriodMicros : Adxl345.PeriodMicros;
        return Math.Max(0, Clock.Micros() - (frame.EndTicks - frame.StartTicks) + first);
    }

    private EcgSampler Ecg(RememberedWearer wearer) => new(
        new Ads1115(new Ads1115Twin(Clock, wearer), new LeadsOffLine(wearer.Body, Clock), Clock), Clock, this,
        _windowSeconds);

    private ScalarSampler Scalars(RememberedWearer wearer)
    {
        Mlx90614Twin infrared = new(Clock, wearer.Forehead, wearer.Forehead.Ambient);
        Max17048Twin gauge = new(Clock, new BatteryCell(500, 70, 950));
        return new ScalarSampler(new Mlx90614(infrared), new Max17048(gauge), Clock, this, _windowSeconds);
    }
}

/// <summary>Notes how many samples each read of the oximeter's FIFO takes.</summary>
internal sealed class FillWatch(IRegisterBus bus, HashSet<int> levels) : IRegisterBus
{
    // FIFO data register and bytes of a sample of two colours (data sheet, "FIFO").
    private const int FifoData = 0x07;
    private const int SampleBytes = 6;

    public int Write(byte[] buffer, int count) => bus.Write(buffer, count);

    public int WriteRead(byte[] write, int writeCount, byte[] read, int readCount)
    {
        if (write[0] == FifoData) levels.Add(readCount / SampleBytes);
        return bus.WriteRead(write, writeCount, read, readCount);
    }
}

/// <summary>A virtual wearer whose signals, which depend on nothing but the moment, are computed once and remembered:
/// thousands of boards look at the same person.</summary>
internal sealed class RememberedWearer : IOpticalSource, ITemperatureSource, IMotionSource, IAnalogSource
{
    private readonly Dictionary<long, (int Red, int Infrared)> _light = [];
    private readonly Dictionary<long, (int X, int Y, int Z)> _motion = [];
    private readonly Dictionary<long, int> _volts = [];

    public RememberedWearer(VitalScenario scenario, ulong seed)
    {
        Body = new WaveformWearer(scenario, seed);
        Forehead = new SkinTemperatureSource(Body, seed);
    }

    public WaveformWearer Body { get; }

    public SkinTemperatureSource Forehead { get; }

    public void Read(long micros, out int red, out int infrared)
    {
        if (!_light.TryGetValue(micros, out (int Red, int Infrared) light))
        {
            Body.Read(micros, out light.Red, out light.Infrared);
            _light.Add(micros, light);
        }
        (red, infrared) = light;
    }

    public void Read(long micros, out int x, out int y, out int z)
    {
        if (!_motion.TryGetValue(micros, out (int X, int Y, int Z) felt))
        {
            Body.Read(micros, out felt.X, out felt.Y, out felt.Z);
            _motion.Add(micros, felt);
        }
        (x, y, z) = felt;
    }

    public int Microvolts(long micros, int input)
    {
        long key = micros * 4 + input;
        if (!_volts.TryGetValue(key, out int volts)) _volts.Add(key, volts = Body.Microvolts(micros, input));
        return volts;
    }

    public int MilliCelsius(long micros) => Body.MilliCelsius(micros);
}

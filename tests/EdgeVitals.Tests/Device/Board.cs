using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

/// <summary>A whole sensor board on emulated chips, and the frames that came out of it.</summary>
internal sealed class Board : IFrameSink
{
    public Board(IOpticalSource optics, ITemperatureSource temperature, int windowSeconds = 30, bool interrupt = true)
    {
        Optics = new Max30102Twin(Clock, optics);
        Thermometer = new Tmp117Twin(Clock, temperature);
        Driver = new Max30102(Optics, interrupt ? Optics : null, Clock);
        Sampler = new VitalsSampler(Driver, new Tmp117(Thermometer), Clock, this, windowSeconds);
    }

    public VirtualClock Clock { get; } = new();

    public Max30102Twin Optics { get; }

    public Tmp117Twin Thermometer { get; }

    public Max30102 Driver { get; }

    public VitalsSampler Sampler { get; }

    public List<Frame> Frames { get; } = [];

    public void Append(Frame frame)
    {
        byte[] buffer = new byte[Frame.MaximumEncodedBytes];
        int count = FrameCodec.Encode(frame, buffer, 0);
        Xunit.Assert.True(count > 0, FrameError.Text(-count));
        Frame copy = new();
        Xunit.Assert.Equal(FrameError.None, FrameCodec.TryDecode(buffer, 0, count, copy));
        Frames.Add(copy);
    }

    public void Run(double seconds, int stepMillis = 10)
    {
        for (long left = (long)(seconds * 1000); left > 0; left -= stepMillis)
        {
            Clock.Advance(stepMillis * 1000);
            Sampler.Service();
        }
    }

    public IEnumerable<Frame> Of(Channel channel) => Frames.Where(frame => frame.ChannelId == channel.Id);

    /// <summary>Every sample of a channel with its device time.</summary>
    public IEnumerable<(double Seconds, int Value)> Samples(Channel channel) =>
        from frame in Of(channel)
        from i in Enumerable.Range(0, frame.Count)
        select (frame.TicksOf(i) / 1e6, frame.ValueAt(i));

    public int Missing(Channel channel, int reason) => (
        from frame in Of(channel)
        from g in Enumerable.Range(0, frame.GapCount)
        where frame.GapReasons[g] == reason
        select frame.GapLengths[g]).Sum();
}

/// <summary>Skin at a constant temperature.</summary>
internal sealed class Skin(int milliCelsius) : ITemperatureSource
{
    public int Celsius { get; set; } = milliCelsius;

    public int MilliCelsius(long micros) => Celsius;
}

/// <summary>Light at constant levels.</summary>
internal sealed class Lamp(int red, int infrared) : IOpticalSource
{
    public void Read(long micros, out int redCounts, out int infraredCounts)
    {
        redCounts = red;
        infraredCounts = infrared;
    }
}

/// <summary>Counts that rise by one each sample period: shows which samples arrived and where.</summary>
internal sealed class Ramp : IOpticalSource
{
    public void Read(long micros, out int red, out int infrared)
    {
        infrared = 100_000 + (int)(micros / 10_000);
        red = 90_000;
    }
}

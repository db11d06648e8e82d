using EdgeVitals.Device;
using EdgeVitals.Wire;
using MySensor.Sht31;

namespace MySensor;

/// <summary>One humidity a second, a frame every few seconds. A second without a value is a gap with its reason, never
/// a repeated value; time comes from the sample's index, not from the moment of reading.</summary>
public sealed class HumiditySampler
{
    private const long SecondMicros = 1000000;

    // Seconds unserved that are one gap: a clock that jumped by a day must not become a day of gaps, one by one.
    private const long LongestWait = 60;

    // A maker's own chips take the kinds 128..255 in the status message.
    private const int OwnChipKind = 128;

    private readonly Sht31Driver _driver;
    private readonly IClock _clock;
    private readonly IFrameSink _sink;
    private readonly int _window;
    private readonly Frame _frame;
    private bool _runs;
    private long _start;
    private int _seconds;

    /// <summary>A sampler over the driver.</summary>
    /// <param name="driver">The chip.</param>
    /// <param name="clock">The device clock.</param>
    /// <param name="sink">Takes the frames.</param>
    /// <param name="windowSeconds">Seconds in a frame.</param>
    public HumiditySampler(Sht31Driver driver, IClock clock, IFrameSink sink, int windowSeconds)
    {
        _driver = driver;
        _clock = clock;
        _sink = sink;
        _window = windowSeconds;
        Channel channel = MyChannels.SkinHumidity;
        _frame = new Frame(windowSeconds, windowSeconds);
        _frame.ChannelId = channel.Id;
        _frame.ScaleExponent = channel.ScaleExponent;
        _frame.PeriodMicros = SecondMicros;
    }

    /// <summary>What the chip's calls came to, for the status message.</summary>
    public ChipWatch Watch { get; } = new ChipWatch(OwnChipKind);

    /// <summary>Starts the chip; one that does not answer is tried again each second.</summary>
    public void Begin()
    {
        StartChip();
        // The chip measures once a second from now on. Asked in the middle between two measurements, a loop that is a
        // little late still finds each one.
        _start = _clock.Micros() + SecondMicros / 2;
    }

    /// <summary>Device time at which <see cref="Service"/> is needed next, µs.</summary>
    public long NextDue()
    {
        return _start + (_seconds + 1) * SecondMicros;
    }

    /// <summary>Takes the seconds that have ended.</summary>
    public void Service()
    {
        long now = _clock.Micros();
        long behind = (now - NextDue()) / SecondMicros;
        if (behind > LongestWait)
        {
            _frame.AddGap((int)behind, GapReason.ClockJump);
            _seconds += (int)behind;
            Send();
        }
        while (now >= NextDue())
        {
            // Asked now for a second long gone, the chip would give another second's value.
            Take(now >= NextDue() + SecondMicros);
            if (++_seconds == _window) Send();
        }
    }

    private void Take(bool late)
    {
        int status = late ? DriverStatus.NotReady : Ask();
        int value = _driver.CentiPercent;
        Channel channel = MyChannels.SkinHumidity;
        if (status == DriverStatus.Ok && value >= channel.Minimum && value <= channel.Maximum) _frame.Add(value);
        else if (late) _frame.AddGap(1, GapReason.Overflow);
        else _frame.AddGap(1, _runs ? GapReason.LowQuality : GapReason.BusFault);
    }

    private int Ask()
    {
        if (!_runs)
        {
            StartChip();
            return DriverStatus.NotReady;
        }
        int status = _driver.Read();
        Watch.Note(status);
        _runs = status == DriverStatus.Ok || status == DriverStatus.NotReady || status == BusStatus.BadCheck;
        return status;
    }

    private void StartChip()
    {
        int status = _driver.Start();
        Watch.Note(status);
        _runs = status == DriverStatus.Ok;
    }

    private void Send()
    {
        _frame.StartTicks = _start;
        _frame.Quality = 100;
        _sink.Append(_frame);
        _frame.Clear();
        _start += _seconds * SecondMicros;
        _seconds = 0;
    }
}

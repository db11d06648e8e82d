using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Benchmarks;

/// <summary>All six chips from one loop, drivers and on-device signals included, on recorded buses.</summary>
internal sealed class SamplingStage : IFrameSink
{
    private const long Second = 1_000_000;
    private const int WindowSeconds = 10;

    // In a window: red and infrared at 100 Hz, three axes at 25 Hz, ECG at 125 Hz, three values a second, the battery.
    private const int SamplesInWindow = WindowSeconds * (100 + 25 + 125 + 3) + 1;

    private readonly VirtualClock _clock = new();
    private readonly RecordedBus[] _buses;
    private SensorSampler _sampler;
    private int _waveforms;
    private int _lost;

    private SamplingStage()
    {
        WaveformWearer wearer = new(new VitalScenario(), 1);
        SkinTemperatureSource forehead = new(wearer, wearer.Seed);
        _buses =
        [
            new RecordedBus(new Max30102Twin(_clock, wearer)), new RecordedBus(new Tmp117Twin(_clock, wearer)),
            new RecordedBus(new Adxl345Twin(_clock, wearer)), new RecordedBus(new Ads1115Twin(_clock, wearer)),
            new RecordedBus(new Mlx90614Twin(_clock, forehead, forehead.Ambient)),
            new RecordedBus(new Max17048Twin(_clock, new BatteryCell(500, 70, 950))),
        ];
        _sampler = Begin();
        // A moment before a second: what is repeated begins with the reads of its end.
        RunUntil(Second - 1);
        foreach (RecordedBus bus in _buses) bus.Mark();
        RunUntil((1 + WindowSeconds) * Second - 1);
        foreach (RecordedBus bus in _buses) bus.Replay();
        long start = _clock.Micros();
        _sampler = Begin();
        RunUntil(start + Second - 1);
    }

    /// <summary>A window of ten seconds.</summary>
    public static Stage Create() =>
        new("sampling, six chips, drivers and signals included", SamplesInWindow, new SamplingStage().Window);

    void IFrameSink.Append(Frame frame)
    {
        bool waveform = frame.ChannelId == Channels.PlethInfrared.Id || frame.ChannelId == Channels.Ecg.Id;
        if (waveform) _waveforms++;
        for (int i = 0; waveform && i < frame.GapCount; i++) _lost += frame.GapLengths[i];
    }

    private SensorSampler Begin()
    {
        VitalsSampler vitals = new(new Max30102(_buses[0], null, _clock), new Tmp117(_buses[1]), _clock, this,
            WindowSeconds);
        SensorSampler sampler = new(_clock, vitals,
            new MotionSampler(new Adxl345(_buses[2], null, _clock), _clock, this, WindowSeconds),
            new EcgSampler(new Ads1115(_buses[3], null, _clock), _clock, this, WindowSeconds),
            new ScalarSampler(new Mlx90614(_buses[4]), new Max17048(_buses[5]), _clock, this, WindowSeconds));
        sampler.Begin();
        return sampler;
    }

    private int Window()
    {
        _waveforms = 0;
        _lost = 0;
        RunUntil(_clock.Micros() + WindowSeconds * Second);
        return _waveforms >= 2 && _lost == 0 ? SamplesInWindow : 0;
    }

    private void RunUntil(long end)
    {
        while (_sampler.NextDue() <= end)
        {
            _clock.Advance(_sampler.NextDue() - _clock.Micros());
            _sampler.Service();
        }
        _clock.Advance(end - _clock.Micros());
    }
}

using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Accelerometer to frames: activity and steps at 1 Hz always, the three axes at 25 Hz for a window in which
/// the wearer moved. What it reads also waits for the oximeter's second, whose heart rate has to know of it.</summary>
public sealed class MotionSampler
{
    /// <summary>Activity of a second from which its window is an event and sent in full, milli-g. Breathing and tremor at
    /// rest stay below 20, slow walking is above 100.</summary>
    public const int MovingMilliG = 60;

    private const int PerSecond = 25;
    private const long SecondMicros = 1000000;
    private const int GravityMilliG = 1000;

    // A second adds at most 13 gaps to a frame.
    private const int GapsBeforeFlush = FrameBuilder.MostGaps - 13;

    private readonly Adxl345 _chip;
    private readonly IClock _clock;
    private readonly IFrameSink _sink;
    private readonly int _windowSeconds;
    private readonly SampleTimeline _time = new SampleTimeline(Adxl345.PeriodMicros);
    private readonly FrameBuilder _x;
    private readonly FrameBuilder _y;
    private readonly FrameBuilder _z;
    private readonly FrameBuilder _activity;
    private readonly FrameBuilder _steps;
    private readonly StepCounter _counter = new StepCounter();
    private readonly ActivityMeter _given = new ActivityMeter();
    private readonly MotionQueue _waiting = new MotionQueue(Adxl345.PeriodMicros);
    private long _counted;
    private bool _knowsLevel;
    private bool _runs;
    private long _retryAt;
    private int _inSecond;
    private int _measured;
    private int _sum;
    private int _seconds;
    private int _lossReason;
    private bool _moved;

    /// <summary>A sampler over a driver.</summary>
    /// <param name="chip">Accelerometer.</param>
    /// <param name="clock">The device clock.</param>
    /// <param name="sink">Takes the frames.</param>
    /// <param name="windowSeconds">Seconds in a frame, 1..40.</param>
    public MotionSampler(Adxl345 chip, IClock clock, IFrameSink sink, int windowSeconds)
    {
        _chip = chip;
        _clock = clock;
        _sink = sink;
        _windowSeconds = VitalsSampler.Window(windowSeconds);
        _activity = new FrameBuilder(Channels.Activity, SecondMicros, _windowSeconds);
        _steps = new FrameBuilder(Channels.Steps, SecondMicros, _windowSeconds);
        int room = _windowSeconds * PerSecond;
        _x = new FrameBuilder(Channels.AccelerationX, Adxl345.PeriodMicros, room);
        _y = new FrameBuilder(Channels.AccelerationY, Adxl345.PeriodMicros, room);
        _z = new FrameBuilder(Channels.AccelerationZ, Adxl345.PeriodMicros, room);
    }

    /// <summary>State of the chip.</summary>
    public readonly ChipWatch Watch = new ChipWatch(ChipKind.Adxl345);

    /// <summary>Starts sampling; a chip that does not answer is tried again each second.</summary>
    public void Begin()
    {
        Clear();
        _inSecond = 0;
        _measured = 0;
        _sum = 0;
        _counter.Restart();
        _counted = _counter.Steps;
        _given.Restart();
        _knowsLevel = false;
        _waiting.Clear();
        Start();
        _time.Begin(_clock.Micros());
        _retryAt = _clock.Micros() + SecondMicros;
    }

    /// <summary>Takes what the chip has; call it on the interrupt, and at least every 400 ms.</summary>
    public void Service()
    {
        if (_runs)
        {
            Take(_chip.Service());
            return;
        }
        long now = _clock.Micros();
        if (now < _retryAt) return;
        _retryAt = now + SecondMicros;
        Start();
        LoseUntil(_clock.Micros());
    }

    /// <summary>Takes what waits in the FIFO without being asked.</summary>
    public void Drain()
    {
        if (_runs) Take(_chip.Drain());
    }

    /// <summary>Takes the rest, sends what was not sent and ends sampling.</summary>
    public void End()
    {
        Drain();
        if (!_runs) LoseUntil(_clock.Micros());
        Flush();
        _chip.Stop();
    }

    /// <summary>Sends what was measured and one gap up to now, and begins anew.</summary>
    public void Skip(int reason)
    {
        Flush();
        long seconds = (_clock.Micros() - _time.Start) / SecondMicros;
        _activity.MissMany(seconds, reason);
        _steps.MissMany(seconds, reason);
        Flush();
        Begin();
    }

    /// <summary>Gives the meter the acceleration up to that device time, which the chip may still hold. Answers the
    /// activity of what was given, milli-g, or <see cref="WearDetector.Absent"/> where the chip does not measure.
    /// </summary>
    internal int Feed(PulseMeter meter, long untilMicros)
    {
        Drain();
        bool any = false;
        while (_waiting.Take(untilMicros))
        {
            meter.PushMotion(_waiting.X, _waiting.Y, _waiting.Z);
            if (_given.Push(_waiting.X, _waiting.Y, _waiting.Z, 0)) _knowsLevel = true;
            any = true;
        }
        return !any ? WearDetector.Absent : _knowsLevel ? _given.Level : 0;
    }

    private void Start()
    {
        int status = _chip.Start();
        Watch.Note(status);
        _runs = status == DriverStatus.Ok;
    }

    private void Take(int status)
    {
        if (status != DriverStatus.Ok)
        {
            Watch.Note(status);
            _runs = false;
            _retryAt = _clock.Micros();
            return;
        }
        if (_chip.Count == 0 && _chip.Lost == 0) return;
        Watch.Note(status);
        for (int i = 0; i < _chip.Count; i++) Step(_chip.X[i], _chip.Y[i], _chip.Z[i]);
        for (int i = 0; i < _chip.Lost; i++) Miss(GapReason.Overflow);
        _time.Drained(_clock.Micros());
    }

    private void LoseUntil(long now)
    {
        long missing = _time.Missing(now);
        for (long i = 0; i < missing; i++) Miss(GapReason.BusFault);
    }

    private void Step(int x, int y, int z)
    {
        _x.Add(x, 100);
        _y.Add(y, 100);
        _z.Add(z, 100);
        _waiting.Push(_time.Start + _time.Count * Adxl345.PeriodMicros, x, y, z);
        _counter.Push(x, y, z);
        float length = (float)Math.Sqrt((float)x * x + (float)y * y + (float)z * z);
        int beyond = (int)length - GravityMilliG;
        _sum += beyond < 0 ? -beyond : beyond;
        _measured++;
        Tick();
    }

    private void Miss(int reason)
    {
        _x.Miss(reason);
        _y.Miss(reason);
        _z.Miss(reason);
        _counter.Restart();
        _lossReason = reason;
        Tick();
    }

    private void Tick()
    {
        _time.Step();
        if (++_inSecond < PerSecond) return;
        _inSecond = 0;
        _seconds++;
        // Half a second of samples tells whether someone moves; less would be another quantity.
        if (2 * _measured >= PerSecond)
        {
            int activity = _sum / _measured;
            int quality = 100 * _measured / PerSecond;
            _activity.Add(activity, quality);
            _steps.Add((int)(_counter.Steps - _counted), quality);
            if (activity >= MovingMilliG) _moved = true;
        }
        else
        {
            _activity.Miss(_lossReason);
            _steps.Miss(_lossReason);
        }
        _counted = _counter.Steps;
        _measured = 0;
        _sum = 0;
        if (_seconds >= _windowSeconds || _x.GapCount > GapsBeforeFlush) Flush();
    }

    private void Flush()
    {
        long start = _time.Start;
        _activity.Send(start, _sink);
        _steps.Send(start, _sink);
        if (_moved)
        {
            _x.Send(start, _sink);
            _y.Send(start, _sink);
            _z.Send(start, _sink);
        }
        _time.EndWindow(_time.Count - _inSecond);
        Clear();
    }

    private void Clear()
    {
        _x.Clear();
        _y.Clear();
        _z.Clear();
        _activity.Clear();
        _steps.Clear();
        _seconds = 0;
        _moved = false;
    }
}

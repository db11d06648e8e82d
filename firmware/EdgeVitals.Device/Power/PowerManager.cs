using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Idle, spot, continuous, backfill: starts and stops the chips by a plan, wakes for motion, and says when what
/// was measured should be sent. README.md beside this file has the states.</summary>
public sealed class PowerManager
{
    // How often an armed accelerometer without an interrupt is asked, and one that forgot is armed again.
    private const long LookMicros = 1000000;

    // As long as FIFOs may wait when no interrupt leads here.
    private const long ServeMicros = 200000;

    private readonly SensorSampler _sampler;
    private readonly Adxl345? _motion;
    private readonly IClock _clock;
    private readonly PowerPlan _plan;
    private bool _armed;
    private bool _ended;
    private long _spotAt;
    private long _spotEnd;
    private long _lookAt;
    private long _quietUntil;

    /// <summary>A manager of a board; call <see cref="Begin"/>.</summary>
    /// <param name="sampler">Every chip.</param>
    /// <param name="motion">Accelerometer that wakes, the same that the sampler has; null for none.</param>
    /// <param name="clock">Device clock.</param>
    /// <param name="plan">When to measure.</param>
    public PowerManager(SensorSampler sampler, Adxl345? motion, IClock clock, PowerPlan plan)
    {
        _sampler = sampler;
        _motion = motion;
        _clock = clock;
        _plan = plan;
    }

    /// <summary>See <see cref="PowerState"/>.</summary>
    public int State { get; private set; }

    /// <summary>Spot measurements that have ended.</summary>
    public long Spots { get; private set; }

    /// <summary>Spot measurements that motion started.</summary>
    public long MotionWakes { get; private set; }

    /// <summary>Begins by the plan: continuous, or idle until the next multiple of the spot period.</summary>
    public void Begin()
    {
        if (_plan.Continuous)
        {
            State = PowerState.Continuous;
            _sampler.Begin();
            return;
        }
        long now = _clock.Micros();
        _spotAt = (now + _plan.SpotEveryMicros - 1) / _plan.SpotEveryMicros * _plan.SpotEveryMicros;
        _quietUntil = now;
        Rest(0);
    }

    /// <summary>Device time at which <see cref="Service"/> is needed at the latest, µs. Between, the processor may
    /// sleep; an interrupt of the oximeter or the accelerometer asks for it sooner.</summary>
    public long NextDue()
    {
        long now = _clock.Micros();
        if (State == PowerState.Continuous || State == PowerState.Spot)
        {
            long due = now + ServeMicros;
            if (_sampler.NextDue() < due) due = _sampler.NextDue();
            return State == PowerState.Spot && _spotEnd < due ? _spotEnd : due;
        }
        return _plan.WakeOnMotion && _motion != null && _lookAt < _spotAt ? _lookAt : _spotAt;
    }

    /// <summary>Does what is due.</summary>
    /// <param name="pendingFrames">Frames of the ring that wait.</param>
    public void Service(int pendingFrames)
    {
        long now = _clock.Micros();
        switch (State)
        {
            case PowerState.Continuous:
                _sampler.Service();
                return;
            case PowerState.Spot:
                _sampler.Service();
                if (now >= _spotEnd) EndSpot(pendingFrames);
                return;
            default:
                ServiceIdle(now, pendingFrames);
                return;
        }
    }

    /// <summary>Starts a spot measurement now, for a button or a command; nothing while one is under way.</summary>
    public void StartSpot()
    {
        if (State != PowerState.Spot && State != PowerState.Continuous) BeginSpot(_clock.Micros());
    }

    /// <summary>True once after each spot measurement: its frames wait, and a radio that sleeps should send them.
    /// </summary>
    public bool TakeSendDue()
    {
        bool due = _ended;
        _ended = false;
        return due;
    }

    /// <summary>Ends what is measured and leaves the chips asleep.</summary>
    public void End()
    {
        if (State == PowerState.Continuous || State == PowerState.Spot) _sampler.End();
        if (_armed && _motion != null) _motion.Stop();
        _armed = false;
        State = PowerState.Idle;
    }

    private void ServiceIdle(long now, int pendingFrames)
    {
        if (now >= _spotAt)
        {
            BeginSpot(now);
            return;
        }
        State = pendingFrames >= _plan.BackfillFrames ? PowerState.Backfill
            : pendingFrames == 0 ? PowerState.Idle : State;
        if (!_plan.WakeOnMotion || _motion == null) return;
        _lookAt = now + LookMicros;
        int status = _armed ? _motion.TakeMotion() : DriverStatus.Reset;
        if (status == DriverStatus.Ok && now >= _quietUntil)
        {
            MotionWakes++;
            BeginSpot(now);
        }
        else if (status != DriverStatus.Ok && status != DriverStatus.NotReady)
        {
            Arm();
        }
    }

    private void BeginSpot(long now)
    {
        State = PowerState.Spot;
        _armed = false;
        // A measurement that motion began just before a multiple stands for it.
        while (_spotAt < now + _plan.SpotMicros) _spotAt += _plan.SpotEveryMicros;
        _spotEnd = now + _plan.SpotMicros;
        _sampler.Begin();
    }

    private void EndSpot(int pendingFrames)
    {
        _sampler.End();
        Spots++;
        _ended = true;
        _quietUntil = _clock.Micros() + _plan.MotionQuietMicros;
        Rest(pendingFrames);
    }

    private void Rest(int pendingFrames)
    {
        State = pendingFrames >= _plan.BackfillFrames ? PowerState.Backfill : PowerState.Idle;
        _lookAt = _clock.Micros() + LookMicros;
        if (_plan.WakeOnMotion) Arm();
    }

    private void Arm()
    {
        if (_motion == null) return;
        int status = _motion.Arm(_plan.MotionMilliG);
        _sampler.NoteMotion(status);
        _armed = status == DriverStatus.Ok;
    }
}

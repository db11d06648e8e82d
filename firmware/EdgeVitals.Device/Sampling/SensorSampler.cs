using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Every chip of a board, served from one loop.</summary>
public sealed class SensorSampler
{
    // Chips are served several times a second; a minute without is a clock that moved or a program that stood still.
    private const long LongestSilenceMicros = 60000000;

    private readonly IClock _clock;
    private readonly MotionSampler? _motion;
    private readonly EcgSampler? _ecg;
    private readonly ScalarSampler? _scalars;
    private readonly ChipWatch[] _watches;

    // What was last reported, to tell news from repetition.
    private readonly int[] _reported = new int[StatusMessage.MaximumChips];
    private bool _hasReported;
    private long _reportedJumps;
    private long _servedAt;

    /// <summary>A sampler over the samplers of the chips that a board has; null for those that it does not. All of them
    /// run on the same clock.</summary>
    public SensorSampler(IClock clock, VitalsSampler vitals, MotionSampler? motion, EcgSampler? ecg,
        ScalarSampler? scalars)
    {
        _clock = clock;
        Vitals = vitals;
        if (motion != null) vitals.Follow(motion);
        _motion = motion;
        _ecg = ecg;
        _scalars = scalars;
        ChipWatch?[] all = new ChipWatch?[]
        {
            vitals.OpticsWatch, vitals.ThermometerWatch,
            scalars != null && scalars.HasInfrared ? scalars.InfraredWatch : null,
            motion != null ? motion.Watch : null, ecg != null ? ecg.Watch : null,
            scalars != null && scalars.HasGauge ? scalars.GaugeWatch : null,
        };
        int count = 0;
        for (int i = 0; i < all.Length; i++) count += all[i] != null ? 1 : 0;
        _watches = new ChipWatch[count];
        count = 0;
        for (int i = 0; i < all.Length; i++)
        {
            ChipWatch? watch = all[i];
            if (watch != null) _watches[count++] = watch;
        }
    }

    /// <summary>Oximeter and contact thermometer.</summary>
    public readonly VitalsSampler Vitals;

    /// <summary>Chips on the board.</summary>
    public int Chips
    {
        get { return _watches.Length; }
    }

    /// <summary>Times that the clock jumped, or nobody served the chips for a minute.</summary>
    public long ClockJumps { get; private set; }

    /// <summary>Starts every chip.</summary>
    public void Begin()
    {
        _servedAt = _clock.Micros();
        Vitals.Begin();
        if (_motion != null) _motion.Begin();
        if (_ecg != null) _ecg.Begin();
        if (_scalars != null) _scalars.Begin();
    }

    /// <summary>Device time at which <see cref="Service"/> is needed at the latest, µs, for chips that do not ask by
    /// an interrupt; <see cref="long.MaxValue"/> where all do.</summary>
    public long NextDue()
    {
        long due = long.MaxValue;
        if (_ecg != null) due = _ecg.NextDue();
        if (_scalars != null && _scalars.NextDue() < due) due = _scalars.NextDue();
        return due;
    }

    /// <summary>Takes what the chips have: call it on an interrupt, at <see cref="NextDue"/>, and at least every 200 ms.
    /// </summary>
    public void Service()
    {
        long now = _clock.Micros();
        bool jumped = now < _servedAt || now - _servedAt > LongestSilenceMicros;
        _servedAt = now;
        if (jumped)
        {
            Skip();
            return;
        }
        // The converter first: its slots do not wait.
        if (_ecg != null) _ecg.Service();
        Vitals.Service();
        if (_motion != null) _motion.Service();
        if (_scalars != null) _scalars.Service();
    }

    /// <summary>Takes what waits in the FIFOs, so that a window that is over can be sent.</summary>
    public void Drain()
    {
        Vitals.Drain();
        if (_motion != null) _motion.Drain();
    }

    /// <summary>Sends what was not sent and ends sampling.</summary>
    public void End()
    {
        if (_ecg != null) _ecg.End();
        Vitals.End();
        if (_motion != null) _motion.End();
        if (_scalars != null) _scalars.End();
    }

    /// <summary>One gap for each channel instead of a million lost samples; a clock that went back cannot say how long
    /// it was away, and leaves none.</summary>
    private void Skip()
    {
        ClockJumps++;
        Vitals.Skip(GapReason.ClockJump);
        if (_motion != null) _motion.Skip(GapReason.ClockJump);
        if (_ecg != null) _ecg.Skip(GapReason.ClockJump);
        if (_scalars != null) _scalars.Skip(GapReason.ClockJump);
    }

    /// <summary>Notes what arming the accelerometer came to, while it is not sampled.</summary>
    public void NoteMotion(int status)
    {
        if (_motion != null) _motion.Watch.Note(status);
    }

    /// <summary>Puts the state of each chip into a status message; true when one of them has changed.</summary>
    public bool Report(StatusMessage status)
    {
        bool news = !_hasReported;
        _hasReported = true;
        status.ChipCount = _watches.Length;
        // The session counts jumps between the clocks into the same field.
        status.ClockJumps += ClockJumps - _reportedJumps;
        news |= ClockJumps != _reportedJumps;
        _reportedJumps = ClockJumps;
        for (int i = 0; i < _watches.Length; i++)
        {
            status.ChipKinds[i] = _watches[i].Kind;
            status.ChipStates[i] = _watches[i].State;
            status.ChipFaults[i] = _watches[i].Faults;
            news |= _reported[i] != _watches[i].State;
            _reported[i] = _watches[i].State;
        }
        return news;
    }
}

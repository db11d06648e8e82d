using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>ECG at 125 Hz with its heart rate and respiratory rate at 1 Hz, and skin conductance at 1 Hz, from the
/// converter and by the driver's schedule.</summary>
public sealed class EcgSampler
{
    private const int SamplesInFrame = 1000;
    private const int SlotsPerSecond = 125;
    private const long SecondMicros = 1000000;
    private const int GapsBeforeFlush = FrameBuilder.MostGaps - 2;

    private readonly Ads1115 _chip;
    private readonly IClock _clock;
    private readonly IFrameSink _sink;
    private readonly int _windowSeconds;
    private readonly FrameBuilder _ecg = new FrameBuilder(Channels.Ecg, Ads1115.EcgPeriodMicros, SamplesInFrame);
    private readonly FrameBuilder _skin;
    private readonly EcgRates _rates;
    private bool _runs;
    private bool _faulty;
    private long _retryAt;
    private long _ecgStart;
    private long _slots;
    private long _skinStart;
    private long _skinSeconds;

    /// <summary>A sampler over a driver.</summary>
    /// <param name="chip">Converter.</param>
    /// <param name="clock">The device clock.</param>
    /// <param name="sink">Takes the frames.</param>
    /// <param name="windowSeconds">Seconds in a frame of skin conductance, 1..40; a frame of ECG holds 8 s.</param>
    public EcgSampler(Ads1115 chip, IClock clock, IFrameSink sink, int windowSeconds)
    {
        _chip = chip;
        _clock = clock;
        _sink = sink;
        _windowSeconds = VitalsSampler.Window(windowSeconds);
        _skin = new FrameBuilder(Channels.SkinConductance, SecondMicros, _windowSeconds);
        _rates = new EcgRates(SlotsPerSecond, _windowSeconds, sink);
    }

    /// <summary>State of the chip.</summary>
    public readonly ChipWatch Watch = new ChipWatch(ChipKind.Ads1115);

    /// <summary>Starts sampling; a chip that does not answer is tried again each second.</summary>
    public void Begin()
    {
        _faulty = false;
        _ecg.Clear();
        _skin.Clear();
        _ecgStart = _clock.Micros();
        _skinStart = _ecgStart;
        _rates.Begin(_ecgStart);
        _slots = 0;
        _skinSeconds = 0;
        Start();
        _retryAt = _ecgStart + SecondMicros;
    }

    /// <summary>Device time at which <see cref="Service"/> is needed next, µs.</summary>
    public long NextDue()
    {
        return _runs ? _chip.NextDue() : _retryAt;
    }

    /// <summary>Does what the schedule asks for; a slot that is served more than half a period late is lost.</summary>
    public void Service()
    {
        long now = _clock.Micros();
        if (!_runs)
        {
            if (now < _retryAt) return;
            _retryAt = now + SecondMicros;
            Start();
            LoseUntil(now);
            return;
        }
        if (now < _chip.NextDue()) return;
        int status = _chip.Service();
        Watch.Note(status);
        bool fault = status != DriverStatus.Ok && status != DriverStatus.NotReady;
        // A slot that a fault cost is told with the next sample.
        int reason = fault || _faulty ? GapReason.BusFault : GapReason.Overflow;
        for (int i = 0; i < _chip.Lost; i++) MissSlot(reason);
        _faulty = fault || (_faulty && _chip.Count == 0);
        if (_chip.Count > 0) TakeEcg();
        if (_chip.SkinCount > 0) TakeSkin();
        if (!fault) return;
        // A fault costs a slot; only a chip that forgot its settings, or went silent, must be started again.
        if (status != DriverStatus.Reset && Watch.State == ChipState.Good) return;
        _runs = false;
        _retryAt = now + SecondMicros;
    }

    /// <summary>Sends what was not sent and ends sampling.</summary>
    public void End()
    {
        long now = _clock.Micros();
        Service();
        if (!_runs) LoseUntil(now);
        MissSkinUntil((now - _skinStart) / SecondMicros, GapReason.BusFault);
        SendEcg();
        SendSkin();
        _rates.Send();
        _chip.Stop();
    }

    /// <summary>Sends what was measured and one gap up to now, and begins anew.</summary>
    public void Skip(int reason)
    {
        SendEcg();
        SendSkin();
        long now = _clock.Micros();
        _ecg.MissMany((now - _ecgStart) / Ads1115.EcgPeriodMicros, reason);
        _skin.MissMany((now - _skinStart) / SecondMicros, reason);
        SendEcg();
        SendSkin();
        _rates.Skip(now, reason);
        Begin();
    }

    private void Start()
    {
        int status = _chip.Start(true, true);
        Watch.Note(status);
        _runs = status == DriverStatus.Ok;
    }

    private void LoseUntil(long now)
    {
        // The driver's new schedule begins now: its slot 0 stands at or before it. A full frame moves the start on.
        long missing = (now - _ecgStart) / Ads1115.EcgPeriodMicros - _slots;
        for (long i = 0; i < missing; i++) MissSlot(GapReason.BusFault);
    }

    private void TakeEcg()
    {
        int value = _chip.EcgMicrovolts;
        if (_chip.LeadsOff)
        {
            MissSlot(GapReason.NoContact);
            return;
        }
        if (value < Channels.Ecg.Minimum || value > Channels.Ecg.Maximum)
        {
            MissSlot(GapReason.LowQuality);
            return;
        }
        _ecg.Add(value, 100);
        _rates.Push(value);
        EndSlot();
    }

    private void MissSlot(int reason)
    {
        _ecg.Miss(reason);
        _rates.Miss(reason);
        EndSlot();
    }

    private void EndSlot()
    {
        _slots++;
        if (_slots >= SamplesInFrame || _ecg.GapCount > GapsBeforeFlush) SendEcg();
    }

    private void SendEcg()
    {
        _ecg.Send(_ecgStart, _sink);
        _ecgStart += _slots * Ads1115.EcgPeriodMicros;
        _slots = 0;
    }

    private void TakeSkin()
    {
        // The conversion of second k begins some milliseconds after it; when it is fetched does not matter.
        MissSkinUntil((_chip.SkinMicros - _skinStart) / SecondMicros, GapReason.BusFault);
        int value = _chip.SkinNanosiemens;
        if (value <= Channels.SkinConductance.Maximum) _skin.Add(value, 100);
        else _skin.Miss(GapReason.LowQuality);
        EndSkinSecond();
    }

    private void MissSkinUntil(long second, int reason)
    {
        // A full frame moves the start on, so what is left is counted anew.
        long left = second - _skinSeconds;
        for (long i = 0; i < left; i++)
        {
            _skin.Miss(reason);
            EndSkinSecond();
        }
    }

    private void EndSkinSecond()
    {
        if (++_skinSeconds >= _windowSeconds) SendSkin();
    }

    private void SendSkin()
    {
        _skin.Send(_skinStart, _sink);
        _skinStart += _skinSeconds * SecondMicros;
        _skinSeconds = 0;
    }
}

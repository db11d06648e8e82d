using System;

namespace EdgeVitals.Device;

/// <summary>ADS1115 converter behind an AD8232 ECG front end (AIN0, its reference at AIN3) and a skin conductance
/// divider (AIN1). It has no FIFO: single conversions are started on a schedule, slot k at start + k periods, so that
/// time is by sample index. A slot served more than half a period late is lost, never shifted.</summary>
/// <remarks>The result of a slot is taken by the call that starts the next one, or by any call 1.5 ms after its start.
/// </remarks>
public sealed class Ads1115
{
    /// <summary>I2C address with ADDR at the supply; 0x48 is the thermometer's.</summary>
    public const int Address = 0x49;

    /// <summary>Time between ECG slots, µs: 125 Hz.</summary>
    public const long EcgPeriodMicros = 8000;

    /// <summary>Time between skin conductance values, µs.</summary>
    public const long SkinPeriodMicros = 1000000;

    /// <summary>From the start of a conversion until it is fetched, µs: 1/860 s, 10 % slow at worst (data sheet,
    /// "Electrical Characteristics"), and 25 µs to wake, are 1304.</summary>
    public const long ConversionMicros = 1500;

    /// <summary>Electrode difference from which the front end counts as at its rail, µV: 1.6 V of ±1.65 V over
    /// the gain.</summary>
    public const int RailMicrovolts = 1454;

    private const long LateMicros = EcgPeriodMicros / 2;

    // 62.5 µV a count over the front end's gain of 1100 (100 in the AD8232, 11 in its filter stage as usual breakouts
    // have it): 62.5/1100 = 5/88 µV.
    private const int EcgNumerator = 5;
    private const int EcgDenominator = 88;

    // 0.5 V across skin and 47 kΩ in series (Fowles et al. 1981 advise 0.5 V); the voltage at the resistor, in
    // half nanovolts: a count is 7.8125 µV = 15625.
    private const long SkinHalfNanovoltsPerCount = 15625;
    private const long SkinSourceHalfNanovolts = 1000000000;
    private const int SkinResistorKiloohms = 47;

    private const int Nothing = 0;
    private const int Ecg = 1;
    private const int Skin = 2;

    private readonly IRegisterBus _bus;
    private readonly IInterruptLine? _leadsOff;
    private readonly IClock _clock;
    private readonly byte[] _command = new byte[3];
    private readonly byte[] _answer = new byte[2];
    private bool _ecg;
    private bool _skin;
    private long _start;
    private long _slot;
    private long _skinDue;
    private int _pending;
    private long _pendingAt;
    private bool _pendingOff;
    private int _lostBefore;
    private int _mustStart = DriverStatus.NotReady;

    /// <summary>A driver on a bus.</summary>
    /// <param name="bus">Bus to the converter.</param>
    /// <param name="leadsOff">Leads-off output of the AD8232 (LO+ or LO-); asserted means off. Null: not wired.</param>
    /// <param name="clock">The device clock.</param>
    public Ads1115(IRegisterBus bus, IInterruptLine? leadsOff, IClock clock)
    {
        _bus = bus;
        _leadsOff = leadsOff;
        _clock = clock;
    }

    /// <summary>ECG samples taken by the last <see cref="Service"/>, 0 or 1.</summary>
    public int Count { get; private set; }

    /// <summary>ECG slots lost before that sample.</summary>
    public int Lost { get; private set; }

    /// <summary>ECG at the electrodes, µV, about ±1500; valid when <see cref="Count"/> is 1.</summary>
    public int EcgMicrovolts { get; private set; }

    /// <summary>Whether an electrode was off when that sample's conversion began; such a sample is no ECG.</summary>
    public bool LeadsOff { get; private set; }

    /// <summary>1 when the last <see cref="Service"/> brought a skin conductance value.</summary>
    public int SkinCount { get; private set; }

    /// <summary>Skin conductance, nS, 0..22000; valid when <see cref="SkinCount"/> is 1.</summary>
    public int SkinNanosiemens { get; private set; }

    /// <summary>Device time at which the conversion of that value began, µs: it may be fetched much later.</summary>
    public long SkinMicros { get; private set; }

    /// <summary>ECG slots lost since this driver was made.</summary>
    public long OverflowSamples { get; private set; }

    /// <summary>Values at the end of a range since this driver was made: ECG at its rail (delivered), skin conductance
    /// above 22 µS (not delivered).</summary>
    public long SaturatedSamples { get; private set; }

    /// <summary>Checks that the settings stay, which is all that identifies this part, and begins the schedule: slot 0
    /// is due now.</summary>
    public int Start(bool ecg, bool skin)
    {
        ClearResults();
        _ecg = ecg;
        _skin = skin;
        _pending = Nothing;
        _lostBefore = 0;
        _slot = 0;
        _mustStart = DriverStatus.NotReady;
        int status = Configure(Ads1115Registers.EcgSettings);
        if (status != DriverStatus.Ok) return status;
        status = ReadWord(Ads1115Registers.Configuration);
        if (status != DriverStatus.Ok) return status;
        bool stays = (Word() & Ads1115Registers.SettingsMask) == Ads1115Registers.EcgSettings;
        if (!stays) return DriverStatus.WrongPart;
        _start = _clock.Micros();
        _skinDue = _start;
        _mustStart = DriverStatus.Ok;
        return DriverStatus.Ok;
    }

    /// <summary>Ends the schedule. Between single conversions the chip is in power-down by itself; the write only ends
    /// one that is going on in its own time.</summary>
    public int Stop()
    {
        _pending = Nothing;
        _mustStart = DriverStatus.NotReady;
        return Configure(Ads1115Registers.EcgSettings);
    }

    /// <summary>Device time at which <see cref="Service"/> is needed next, µs.</summary>
    public long NextDue()
    {
        long due = long.MaxValue;
        if (_mustStart != DriverStatus.Ok) return due;
        if (_ecg) due = _start + _slot * EcgPeriodMicros;
        bool skinWaits = _skin && (_pending == Nothing || _pendingAt >= _skinDue);
        if (_pending == Skin || (_pending == Ecg && skinWaits)) due = Math.Min(due, _pendingAt + ConversionMicros);
        if (_skin && _pending == Nothing) due = Math.Min(due, _skinDue);
        return due;
    }

    /// <summary>Fetches a finished conversion and starts the one that is due. A fault costs the slot that it hit and no
    /// other; after Reset the status stays until <see cref="Start"/>, and so does NotReady before it.</summary>
    public int Service()
    {
        ClearResults();
        if (_mustStart != DriverStatus.Ok) return _mustStart;
        long now = _clock.Micros();
        if (_pending != Nothing && now - _pendingAt < ConversionMicros) return DriverStatus.Ok;
        int fetched = Fetch();
        if (_mustStart != DriverStatus.Ok) return _mustStart;
        int started = StartNext(now);
        return fetched != DriverStatus.Ok ? fetched : started;
    }

    private int Fetch()
    {
        int kind = _pending;
        if (kind == Nothing) return DriverStatus.Ok;
        _pending = Nothing;
        int status = ReadResult(kind == Ecg ? Ads1115Registers.EcgSettings : Ads1115Registers.SkinSettings);
        if (status == DriverStatus.Reset) _mustStart = status;
        if (status != DriverStatus.Ok)
        {
            if (kind == Ecg) Lose(1);
            return status;
        }
        int code = (short)Word();
        if (kind == Skin) TakeSkin(code);
        else TakeEcg(code);
        return DriverStatus.Ok;
    }

    // Result, settings, result: settings that are not ours mean a chip that lost its power, and since there is no check
    // byte on this bus only two equal results are believed.
    private int ReadResult(int settings)
    {
        int status = ReadWord(Ads1115Registers.Conversion);
        if (status != DriverStatus.Ok) return status;
        int first = Word();
        status = ReadWord(Ads1115Registers.Configuration);
        if (status != DriverStatus.Ok) return status;
        int configuration = Word();
        if ((configuration & Ads1115Registers.SettingsMask) != settings) return DriverStatus.Reset;
        if ((configuration & Ads1115Registers.Ready) == 0) return DriverStatus.NotReady;
        status = ReadWord(Ads1115Registers.Conversion);
        if (status != DriverStatus.Ok) return status;
        return Word() == first ? DriverStatus.Ok : BusStatus.BadCheck;
    }

    private void TakeEcg(int code)
    {
        // To the nearest, alike on both sides of zero.
        int half = code < 0 ? -EcgDenominator / 2 : EcgDenominator / 2;
        int microvolts = (code * EcgNumerator + half) / EcgDenominator;
        EcgMicrovolts = microvolts;
        if (microvolts >= RailMicrovolts || microvolts <= -RailMicrovolts) SaturatedSamples++;
        LeadsOff = _pendingOff;
        Count = 1;
        // What was lost stands before this sample; what this call loses comes before the next one.
        Lost = _lostBefore;
        _lostBefore = 0;
    }

    private void TakeSkin(int code)
    {
        if (code >= Ads1115Registers.Highest)
        {
            SaturatedSamples++;
            return;
        }
        // Noise around an open circuit is no negative conductance.
        long voltage = code < 0 ? 0 : code * SkinHalfNanovoltsPerCount;
        // G = V / (R (source - V)); with R in kΩ the factor to nS is 10^6.
        SkinNanosiemens = (int)(voltage * 1000000 / ((SkinSourceHalfNanovolts - voltage) * SkinResistorKiloohms));
        SkinMicros = _pendingAt;
        SkinCount = 1;
    }

    private int StartNext(long now)
    {
        if (_ecg)
        {
            long late = now - (_start + _slot * EcgPeriodMicros);
            if (late > LateMicros)
            {
                // Slots up to half a period ago are gone.
                long gone = (late - LateMicros + EcgPeriodMicros - 1) / EcgPeriodMicros;
                _slot += gone;
                Lose(gone);
                late -= gone * EcgPeriodMicros;
            }
            if (late >= 0)
            {
                _slot++;
                int status = Begin(Ecg, now);
                if (status != DriverStatus.Ok) Lose(1);
                return status;
            }
            // A skin conversion must be over when the next slot is due.
            if (-late < ConversionMicros) return DriverStatus.Ok;
        }
        if (!_skin || now < _skinDue) return DriverStatus.Ok;
        _skinDue += ((now - _skinDue) / SkinPeriodMicros + 1) * SkinPeriodMicros;
        return Begin(Skin, now);
    }

    private int Begin(int kind, long now)
    {
        int settings = kind == Ecg ? Ads1115Registers.EcgSettings : Ads1115Registers.SkinSettings;
        int status = Configure(settings | Ads1115Registers.Ready);
        if (status != DriverStatus.Ok) return status;
        _pending = kind;
        _pendingAt = now;
        // Now, and not when the result is fetched: that moment is the caller's.
        _pendingOff = kind == Ecg && _leadsOff != null && _leadsOff.IsAsserted();
        return DriverStatus.Ok;
    }

    private void Lose(long slots)
    {
        _lostBefore = slots > int.MaxValue - _lostBefore ? int.MaxValue : _lostBefore + (int)slots;
        OverflowSamples += slots;
    }

    private void ClearResults()
    {
        Count = 0;
        Lost = 0;
        SkinCount = 0;
    }

    private int Configure(int settings)
    {
        _command[0] = Ads1115Registers.Configuration;
        _command[1] = (byte)(settings >> 8);
        _command[2] = (byte)settings;
        return _bus.Write(_command, 3);
    }

    private int ReadWord(int register)
    {
        _command[0] = (byte)register;
        return _bus.WriteRead(_command, 1, _answer, 2);
    }

    private int Word()
    {
        return (_answer[0] << 8) | _answer[1];
    }
}

using System;

namespace EdgeVitals.Device;

/// <summary>ECG at 120 Hz: QRS band, its slope, and the slope's mean over 83 ms. Whole numbers throughout, so that
/// running sums never drift. See <see cref="EcgBeatDetector"/>.</summary>
/// <remarks>Band: two means of 25 ms (zero at 40 Hz, 50 Hz down by 24 dB) less the mean of 125 ms: about 5..16 Hz,
/// where QRS complexes stand out of P and T waves and muscle noise (Thakor, Webster and Tompkins, IEEE Trans. Biomed.
/// Eng. 31:702, 1984). Slope over two samples: zero at 60 Hz. After Hamilton and Tompkins, IEEE Trans. Biomed. Eng.
/// 33:1157, 1986, at another rate.</remarks>
internal sealed class EcgFilter
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 120;

    /// <summary>Samples of the wave and the band that are kept: 0.8 s, from the PR segment of a beat to its judgement,
    /// 40 samples after its hump's top at the latest.</summary>
    public const int History = 96;

    /// <summary>Samples by which the band lags behind the wave: 1 + 1 + 7.</summary>
    public const int BandLag = 9;

    /// <summary>Samples by which the mean slope lags behind the wave, whole part.</summary>
    public const int EnergyLag = BandLag + 1 + Integration / 2;

    // 83 ms: about the width of a QRS complex. Longer merges it with its T wave, shorter splits wide beats.
    private const int Integration = 10;
    private const int Smooth = 3;
    private const int Baseline = 15;

    // The kept wave is measured from here, until it leaves int16 by an electrode's drift.
    private const int Drift = 24000;

    // Eighths of a microvolt; 0.9 V is beyond any electrode. 7.2e6 * 9 * 15 stays under 2^31.
    private const int UnitsPerMicrovolt = 8;
    private const float Limit = 900000f;
    private const int Gain = UnitsPerMicrovolt * Smooth * Smooth * Baseline;

    // A slope is up to twice the band, and ten of them are summed in 32 bits.
    private const int Shrink = 32;

    private readonly short[] _wave = new short[History];
    private readonly short[] _band = new short[History];
    private readonly int[] _smooth = new int[Baseline];
    private readonly int[] _slopes = new int[Integration];
    private int _inputBefore;
    private int _inputBeforeThat;
    private int _meanBefore;
    private int _meanBeforeThat;
    private int _smoothSum;
    private int _slopeSum;
    private int _bandBefore;
    private int _bandBeforeThat;
    private int _origin;
    private int _at;
    private int _smoothAt;
    private int _slopeAt;
    private bool _primed;

    /// <summary>Samples taken since the start; the newest has the index Count − 1.</summary>
    public long Count { get; private set; }

    /// <summary>Mean absolute slope over 83 ms, µV in 17 ms.</summary>
    public float Energy { get; private set; }

    /// <summary>Forgets everything. The first sample is taken as if it had been there for ever: an offset makes no
    /// transient.</summary>
    public void Restart()
    {
        Count = 0;
        _primed = false;
    }

    /// <summary>The index goes on without samples; the next one is as after <see cref="Restart"/>.</summary>
    public void Skip(long samples)
    {
        Count += samples;
        _primed = false;
    }

    /// <summary>Takes one sample, µV.</summary>
    public void Push(float microvolts)
    {
        float limited = microvolts > Limit ? Limit : microvolts < -Limit ? -Limit : microvolts;
        int x = (int)(limited * UnitsPerMicrovolt);
        if (!_primed) Prime(x);
        Keep((int)limited);
        int mean = x + _inputBefore + _inputBeforeThat;
        int smooth = mean + _meanBefore + _meanBeforeThat;
        _inputBeforeThat = _inputBefore;
        _inputBefore = x;
        _meanBeforeThat = _meanBefore;
        _meanBefore = mean;
        _smoothSum += smooth - _smooth[_smoothAt];
        _smooth[_smoothAt] = smooth;
        _smoothAt = _smoothAt + 1 < Baseline ? _smoothAt + 1 : 0;
        // The oldest of 15 is next in line; the middle one lies seven after it.
        int middle = _smoothAt + Baseline / 2;
        int band = Baseline * _smooth[middle < Baseline ? middle : middle - Baseline] - _smoothSum;
        _band[_at] = Narrow(band / Gain);
        _at = _at + 1 < History ? _at + 1 : 0;
        int slope = band / Shrink - _bandBeforeThat;
        _bandBeforeThat = _bandBefore;
        _bandBefore = band / Shrink;
        int steep = slope < 0 ? -slope : slope;
        _slopeSum += steep - _slopes[_slopeAt];
        _slopes[_slopeAt] = steep;
        _slopeAt = _slopeAt + 1 < Integration ? _slopeAt + 1 : 0;
        Energy = _slopeSum * ((float)Shrink / (Gain * Integration));
        Count++;
    }

    /// <summary>The wave some samples ago, µV.</summary>
    public int Wave(int ago)
    {
        return _origin + _wave[Index(ago)];
    }

    /// <summary>The band that belongs to the wave some samples ago, µV; at least <see cref="BandLag"/>.</summary>
    public int Band(int ago)
    {
        return _band[Index(ago - BandLag)];
    }

    private int Index(int ago)
    {
        int at = _at - 1 - ago;
        return at < 0 ? at + History : at;
    }

    private static short Narrow(int value)
    {
        return (short)(value > short.MaxValue ? short.MaxValue : value < short.MinValue ? short.MinValue : value);
    }

    private void Keep(int microvolts)
    {
        int off = microvolts - _origin;
        if (off > Drift || off < -Drift)
        {
            for (int i = 0; i < History; i++) _wave[i] = Narrow(_wave[i] - off);
            _origin = microvolts;
        }
        _wave[_at] = (short)(microvolts - _origin);
    }

    private void Prime(int x)
    {
        _inputBefore = x;
        _inputBeforeThat = x;
        _meanBefore = x * Smooth;
        _meanBeforeThat = x * Smooth;
        int smooth = x * Smooth * Smooth;
        for (int i = 0; i < Baseline; i++) _smooth[i] = smooth;
        _smoothSum = smooth * Baseline;
        Array.Clear(_slopes, 0, Integration);
        Array.Clear(_band, 0, History);
        Array.Clear(_wave, 0, History);
        _origin = x / UnitsPerMicrovolt;
        _slopeSum = 0;
        _bandBefore = 0;
        _bandBeforeThat = 0;
        _primed = true;
    }
}

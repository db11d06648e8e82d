using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Heart rate and oxygen saturation from red and infrared light at 25 Hz.</summary>
/// <remarks>
/// Infrared is turned (blood darkens the light; where the polarity is not known <see cref="PulseDirection"/> finds it),
/// band-passed 0.5..5 Hz and kept for 8 s. The normalised autocorrelation gives the period: the shortest lag whose peak
/// comes near the highest one, which a dicrotic wave (0.32 of a period later, a third as high) does not reach. A beat
/// is a maximum over 0.4 of a period to both sides; the rate is 60 over the mean beat interval. A value is given only
/// if intervals agree with one another and with the autocorrelation, the beats look like their mean (correlation 0.86:
/// Orphanidou et al., IEEE JBHI 19(3), 2015) and like the mean of the others, their heights do not differ wildly, and
/// the raw samples neither rest nor clip (<see cref="PulseWatch"/>). A window that fails is tried once more without its
/// oldest 3 s.
/// Saturation: <see cref="SaturationRatio"/> goes through SpO2 = 110 - 25 R, the textbook line: monotonic, a simulator
/// figure, no clinical calibration. It is given only with a heart rate, in light with a true zero, unclipped, and where
/// the colours agree as far as the perfusion lets them.
/// While the wearer moves (<see cref="PushMotion"/>) <see cref="MotionHeartRate"/> has the heart rate, led by the last
/// value at rest, and there is no saturation; after the movement it helps until beats are clear again. Without
/// acceleration it never runs, and motion larger than the pulse and as regular cannot be told from one.
/// Noise without a pulse gets a rate in under 1 % of windows. State: 2.6 KB for both colours without the tracker. No
/// allocation after construction.
/// </remarks>
public sealed class PulseMeter
{
    /// <summary>Input samples a second.</summary>
    public const int Rate = 25;

    /// <summary>Samples that are looked at: 8 s, at least five beats of 40 /min.</summary>
    public const int Window = 200;

    /// <summary>Samples before the first value: 5 s hold three beats of 40 /min; less gave wrong first
    /// values.</summary>
    public const int LeastFill = 125;

    /// <summary>Missing samples that are bridged by a straight line, 0.2 s; more begin anew. The steepest rise of a
    /// pulse takes about as long.</summary>
    public const int LongestBridge = 5;

    // Light from skin at 7.2 mA is some 10^5 counts, an open window some 10^3.
    private const int ContactCounts = 10000;

    // 18 bits end at 262,143.
    private const int SaturatedCounts = 260000;

    // The filters' transient after contact, in samples: the first second is not kept.
    private const int Settling = 25;

    // 0.1 % is under the 0.3 % of a cold finger and over the noise of the converter.
    private const float LeastPerfusion = 0.001f;

    // Under 0.2 % the noise of a converter of 20 counts in 100,000 makes more than 2 % of saturation.
    private const float LeastPerfusionForRatio = 0.002f;

    // More of the light than this does not pulse in any finger: the level is not that of light, or the hand moves.
    private const float MostPerfusion = 0.25f;

    // Mean correlation of beats with their mean: Orphanidou et al. 2015, for PPG.
    private const float LeastLikeness = 0.86f;

    // The same without the beat itself, and three tenths of the autocorrelation: a healthy pulse that breathing makes
    // uneven has the first high and the second low, noise has both low. At 0.95 under 1 % of windows of coloured noise
    // pass; at 0.90 twice as many do, at 1.00 uneven pulses are lost.
    private const float CorrelationWeight = 0.3f;
    private const float LeastScore = 0.95f;

    // Breathing changes the height of beats by a tenth to a third; two pulses of one size that beat against one another
    // change it by more. One recorded window of a hundred is lost.
    private const float MostUneven = 0.5f;

    // 40..180 /min, and 4 % for the spread of eight seconds around their rate.
    private const float LowestRate = 38.5f;
    private const float HighestRate = 187;

    // Of the samples, see PulseWatch. A pulse of 40 /min rests for a third of the time; a square wave for nine tenths.
    private const float MostStill = 0.7f;
    private const float MostHeld = 0.5f;
    private const float MostBridged = 0.2f;

    // Clipping takes the top off the pulse: the rate stands, the ratio of the colours does not.
    private const float MostHeldForRatio = 0.05f;

    // See LeastAgreement: 20 counts of 100,000 cost 0.008 at 1 % of perfusion and a ratio of 0.5.
    private const float MotionShare = 0.02f;
    private const float NoiseShare = 0.008f;

    // 102.5..70 %; beyond, the light did not come from blood, or the line was never meant for it.
    private const float LeastRatio = 0.3f;
    private const float MostRatio = 1.6f;

    // float32 squares this, and the filters' sums of it, without an overflow; a mean would never lose that again.
    private const float LargestInput = 1e15f;

    // Without acceleration the tracker forgets all within half a minute: an hour is as much as for good.
    private const int LongestElapsed = 3600 * Rate;

    // A step of the light or a knock stays in the window for 8 s: what lies behind it is looked at alone.
    private const float LargestShare = 5f;

    private readonly int _scale;
    private readonly PulseTrace _infrared = new PulseTrace();
    private readonly PulseTrace _red = new PulseTrace();
    private readonly BeatFinder _beats = new BeatFinder();
    private readonly SaturationRatio _ratio = new SaturationRatio();
    private readonly PulseWatch _watch = new PulseWatch();
    private readonly PulseWatch _redWatch = new PulseWatch();
    private readonly PulseDirection _direction = new PulseDirection();
    private readonly PulseMotion _motion = new PulseMotion();
    private readonly MotionHeartRate _tracker = new MotionHeartRate();
    private bool _hasMotion;
    private int _elapsed;
    private int _shaken;
    private float _sign;
    private float _perfusion;
    private int _missing;
    private int _seen;
    private int _fill;

    /// <summary>A meter of the board's counts.</summary>
    public PulseMeter()
        : this(PulseScale.Counts)
    {
    }

    /// <summary>A meter.</summary>
    /// <param name="scale">What the numbers stand for; a <see cref="PulseScale"/>.</param>
    public PulseMeter(int scale)
    {
        _scale = scale;
        Restart();
    }

    /// <summary>Heart rate, 0.1 /min, or 0 when there is none.</summary>
    public int HeartRate { get; private set; }

    /// <summary>Quality of the heart rate, 0..100.</summary>
    public int HeartRateQuality { get; private set; }

    /// <summary>Why there is no heart rate; a <see cref="GapReason"/> or 0.</summary>
    public int HeartRateGap { get; private set; }

    /// <summary>Saturation, 0.1 %, or 0 when there is none.</summary>
    public int SpO2 { get; private set; }

    /// <summary>Quality of the saturation, 0..100.</summary>
    public int SpO2Quality { get; private set; }

    /// <summary>Why there is no saturation; a <see cref="GapReason"/> or 0.</summary>
    public int SpO2Gap { get; private set; }

    /// <summary>Whether the wearer moves so much that nothing but a heart rate can be drawn from the light.</summary>
    public bool Moving
    {
        get { return _motion.Moving || _shaken > 0; }
    }

    /// <summary>Pulsatile share of the infrared light in 0.001 %, of the last evaluation; 0 where the unit is
    /// unknown.</summary>
    public int PerfusionMilliPercent
    {
        get { return (int)(_perfusion * 100000f); }
    }

    /// <summary>Forgets everything: after a pause of unknown length. Lost samples are <see cref="Miss"/>'s.</summary>
    public void Restart()
    {
        Lose();
        LoseMotion();
        _tracker.Restart();
        _shaken = 0;
        _elapsed = 0;
        _direction.Restart();
        // Blood darkens the light.
        _sign = _scale == PulseScale.Counts ? -1 : 1;
    }

    /// <summary>Forgets the acceleration: the accelerometer does not measure any more, and what it saw last says
    /// nothing about now. If the wearer moved, the steps are in the window still: there is no value before it is
    /// renewed.</summary>
    public void LoseMotion()
    {
        if (_motion.Moving) _shaken = Window;
        _hasMotion = false;
        _motion.Restart();
        _tracker.LoseMotion();
    }

    // Out of contact: the samples are gone, what was known of the heart rate is not yet.
    private void Lose()
    {
        _seen = 0;
        _fill = 0;
        _missing = 0;
    }

    /// <summary>Takes one sample of 25 Hz, in counts (<see cref="PulseScale.Counts"/>).</summary>
    public void Push(int red, int infrared)
    {
        Pass(1);
        if (infrared < ContactCounts)
        {
            Lose();
            return;
        }
        Take(red, infrared);
    }

    /// <summary>Takes one sample of 25 Hz of light (<see cref="PulseScale.Light"/>); not a number, or beyond 10^15, is
    /// a missing sample.</summary>
    public void PushLight(float red, float infrared)
    {
        if (!IsNumber(red) || !IsNumber(infrared))
        {
            Miss(1);
            return;
        }
        Pass(1);
        Take(red, infrared);
    }

    /// <summary>Takes one sample of 25 Hz of a pulse (<see cref="PulseScale.Unknown"/>); not a number, or beyond
    /// 10^15, is a missing sample.</summary>
    public void PushPulse(float value)
    {
        if (!IsNumber(value))
        {
            Miss(1);
            return;
        }
        Pass(1);
        Take(0, value);
    }

    /// <summary>Takes the acceleration that belongs to the sample of light of the same number, milli-g at 25 Hz.
    /// Without it the wearer is taken to be at rest.</summary>
    public void PushMotion(int x, int y, int z)
    {
        _hasMotion = true;
        _motion.Push(x, y, z);
        _tracker.Push(x, y, z);
    }

    /// <summary>Samples that are lost: a few are bridged, more begin anew.</summary>
    public void Miss(int samples)
    {
        if (samples <= 0) return;
        Pass(samples);
        if (_seen == 0) return;
        _missing += samples;
        if (_missing > LongestBridge || _missing < 0) Lose();
    }

    /// <summary>Draws the values from the last 8 s; call it once a second.</summary>
    public void Evaluate()
    {
        HeartRate = 0;
        HeartRateQuality = 0;
        SpO2 = 0;
        SpO2Quality = 0;
        _perfusion = 0;
        HeartRateGap = GapReason.LowQuality;
        SpO2Gap = GapReason.LowQuality;
        if (_seen == 0)
        {
            HeartRateGap = GapReason.NoContact;
            SpO2Gap = GapReason.NoContact;
            Track(0);
            return;
        }
        if (_fill < LeastFill || !IsTrustworthy())
        {
            Track(0);
            return;
        }
        _infrared.Straighten(_fill == Window);
        _red.Straighten(_fill == Window);
        // Steps shake the sensor at the rate of a heart, in both colours alike: neither the likeness of beats nor the
        // agreement of the colours tells them from a pulse.
        if (!Moving) EvaluateAtRest();
        Track(_fill);
    }

    // Lets the tracker follow, by the value at rest or by the samples, and takes its value where there is none at rest.
    private void Track(int count)
    {
        // Its time goes on until it is asked again.
        if (!_hasMotion) return;
        int elapsed = _elapsed;
        _elapsed = 0;
        if (HeartRateGap == 0)
        {
            _tracker.Anchor(HeartRate, elapsed);
            return;
        }
        _tracker.Evaluate(_infrared.Samples, count, elapsed);
        if (_tracker.Gap != 0) return;
        HeartRate = _tracker.HeartRate;
        HeartRateQuality = _tracker.Quality;
        HeartRateGap = 0;
    }

    /// <summary>False for what is not a number, or beyond 10^15.</summary>
    internal static bool IsNumber(float value)
    {
        return value < LargestInput && value > -LargestInput;
    }

    private void Pass(int samples)
    {
        _elapsed = samples < LongestElapsed - _elapsed ? _elapsed + samples : LongestElapsed;
    }

    private void Take(float red, float infrared)
    {
        if (_seen == 0)
        {
            _direction.Resume();
            _infrared.Restart(infrared);
            _red.Restart(red);
            _watch.Restart(infrared);
            _redWatch.Restart(red);
        }
        if (_missing > 0) Bridge(red, infrared);
        Step(red, infrared, false);
    }

    private void Bridge(float red, float infrared)
    {
        float redStep = (red - _redWatch.Last) / (_missing + 1);
        float infraredStep = (infrared - _watch.Last) / (_missing + 1);
        for (; _missing > 0; _missing--) Step(_redWatch.Last + redStep, _watch.Last + infraredStep, true);
    }

    private void Step(float red, float infrared, bool bridged)
    {
        bool counts = _scale == PulseScale.Counts;
        _watch.Push(infrared, counts && infrared > SaturatedCounts, bridged);
        _redWatch.Push(red, counts && red > SaturatedCounts, bridged);
        _seen = _seen < int.MaxValue ? _seen + 1 : _seen;
        // One second of memory; the first seconds average, so that a first odd sample does not set the level.
        float share = _seen < Rate ? 1f / _seen : 1f / Rate;
        bool keep = _seen > Settling;
        _infrared.Push(infrared, share, _sign, keep);
        _red.Push(red, share, _sign, keep);
        if (_scale != PulseScale.Counts && keep && _direction.Push(_infrared.Smooth)) Turn();
        if (keep && _fill < Window) _fill++;
        if (_shaken > 0) _shaken--;
    }

    private void Turn()
    {
        _sign = _direction.Sign;
        _infrared.Turn();
        _red.Turn();
    }

    private bool IsTrustworthy()
    {
        return _watch.Still <= MostStill && _watch.Held <= MostHeld && _watch.Bridged <= MostBridged;
    }

    private void EvaluateAtRest()
    {
        int from = CleanFrom(_infrared.Samples);
        if (_fill - from < LeastFill) return;
        // A bad beat early in the window does not take the newest seconds with it.
        bool found = EvaluateHeartRate(from) || (_fill - from > LeastFill && EvaluateHeartRate(_fill - LeastFill));
        if (found) EvaluateSpO2();
    }

    private bool EvaluateHeartRate(int from)
    {
        if (!_beats.Find(_infrared.Samples, from, _fill)) return false;
        if (_scale != PulseScale.Unknown) _perfusion = Perfusion();
        if (_scale == PulseScale.Counts && _perfusion < LeastPerfusion) return false;
        float rate = 60f * Rate / _beats.Interval;
        if (rate < LowestRate || rate > HighestRate || _beats.Likeness < LeastLikeness) return false;
        float score = _beats.Kinship + CorrelationWeight * _beats.Correlation;
        if (score < LeastScore || _beats.Unevenness(_infrared.Samples) > MostUneven) return false;
        HeartRate = (int)(10f * rate + 0.5f);
        HeartRateQuality = Percent(score / (1f + CorrelationWeight));
        HeartRateGap = 0;
        return true;
    }

    // Height of the beats over the level of the light; 0 where the level is not that of light.
    private float Perfusion()
    {
        if (_infrared.Level <= 0) return 0;
        float perfusion = _beats.Height(_infrared.Samples) / _infrared.Level;
        return perfusion > MostPerfusion ? 0 : perfusion;
    }

    // Behind the last sample that stands out from the mean size of the newest half.
    private int CleanFrom(float[] x)
    {
        float sum = 0;
        int half = Window / 2;
        for (int i = _fill - half; i < _fill; i++) sum += x[i] < 0 ? -x[i] : x[i];
        float most = LargestShare * sum / half;
        int from = _fill;
        while (from > 0 && x[from - 1] <= most && x[from - 1] >= -most) from--;
        return from;
    }

    private void EvaluateSpO2()
    {
        if (_scale == PulseScale.Unknown || _perfusion < LeastPerfusionForRatio || _red.Level <= 0) return;
        // Red is dark (LED off, broken, or a source that has none): infrared alone says nothing about oxygen.
        if (_scale == PulseScale.Counts && _red.Level < ContactCounts) return;
        if (_watch.Held > MostHeldForRatio || _redWatch.Held > MostHeldForRatio) return;
        if (!_ratio.Find(_beats, _infrared.Samples, _red.Samples, _infrared.Level, _red.Level)) return;
        if (_ratio.Agreement < LeastAgreement() || _ratio.Ratio < LeastRatio || _ratio.Ratio > MostRatio) return;
        int value = (int)((110f - 25f * _ratio.Ratio) * 10f + 0.5f);
        SpO2 = value > 1000 ? 1000 : value;
        SpO2Quality = Percent(HeartRateQuality / 100f * _ratio.Agreement);
        SpO2Gap = 0;
    }

    // What the converter's noise of a few 10^-4 of the light takes from the agreement grows with the inverse square
    // of the perfusion; what goes beyond is motion, which mixes its own ratio with that of the blood: at an agreement
    // of 0.97 by up to 3 % of saturation.
    private float LeastAgreement()
    {
        float percent = 100f * _perfusion;
        return 1f - MotionShare - NoiseShare / (percent * percent);
    }

    private static int Percent(float share)
    {
        int percent = (int)(share * 100f + 0.5f);
        return percent < 0 ? 0 : percent > 100 ? 100 : percent;
    }
}

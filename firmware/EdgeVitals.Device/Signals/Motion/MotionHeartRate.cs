using System;
using EdgeVitals.Wire;

namespace EdgeVitals.Device;

/// <summary>Heart rate while the wearer moves: the pulse's spectrum weighed by the acceleration's, and a belief over
/// all rates that is carried from window to window and says itself when it has lost the pulse.</summary>
/// <remarks>
/// Windows are 8 s, every 1 or 2 s. Spectra of the pulse P(f) and of the motion A(f) (mean of the three axes, each with
/// its highest line at 1) stand on a grid of 2 /min. Two estimates of the pulse without the motion, the spectral
/// subtraction P - A and the Wiener weight P / (P + A), are added as in Temko, "Accurate Wearable Heart Rate Monitoring
/// During Physical Exercises Using PPG", IEEE Trans. Biomed. Eng. 64 (2017), eq. 4-7. Where we deviate: no average over
/// past windows (it holds the tracker back while the rate climbs), and instead of a search about the last value a
/// hidden Markov filter over the grid, as in Bieri et al., "BeliefPPG" (2023): it never has to decide for good, so a
/// wrong first window or a lost pulse heals. A line of the motion is not forbidden but unknown: there the belief
/// neither grows nor falls against noise, and a heart rate that crosses the cadence survives.
/// A value is given where the belief is narrow and the spectrum has kept supporting it, and is refused while it has
/// stayed for long on a line of the steps: then nobody can tell the heart from the feet.
/// Scale and unit of the pulse do not matter, nor do those of the acceleration while it fits int16 and gravity is some
/// hundred counts at least. State: under 2 KB for pulse and three axes. No allocation after construction; the state
/// depends on samples only.
/// </remarks>
public sealed class MotionHeartRate
{
    /// <summary>Samples a second of pulse and acceleration.</summary>
    public const int Rate = 25;

    /// <summary>Samples of a full window: 8 s resolve lines 8 /min apart, and a heart rate seldom changes more within.
    /// </summary>
    public const int Window = 200;

    // Fewer samples than 5 s cannot tell a heart from an arm: the belief then only widens.
    private const int LeastCount = 125;

    private const int LowestRate = RateLines.LowestRate;
    private const int BinWidth = RateLines.BinWidth;
    private const int Bins = RateLines.Bins;

    // The axes are kept at half of the rate: 6.25 Hz hold all lines of the grid.
    private const int AxisWindow = Window / 2;

    // Motion counts twice as much as its mean line over the axes: a line that one axis shows at its highest is then
    // taken for motion down to two thirds of the pulse's highest. Less than 1.5 locks on lines of the arm's swing, more
    // than 3 takes the heart's side lobes away (found on simulated wrists; flat between).
    private const float MotionWeight = 2f;

    // A movement of 3 % of gravity counts half: below lie breathing and the converter's noise, whose spectrum says
    // nothing about the light.
    private const float SmallMotion = 0.03f;

    // The arm swings once in two steps. Where the steps hide the swing's own line from the acceleration, the light may
    // still show it.
    private const float SwingShare = 0.7f;

    // The subtraction is twice as sharp a witness as the Wiener weight (found with MotionWeight; flat over 1..4).
    private const float SubtractionShare = 2f;

    // Of the line at half of the rate, see WithoutOctave. 0 gave twice the heart rate where the second harmonic is
    // strong; flat over 0.4..0.7, more favours lines of the arm's swing.
    private const float OctaveShare = 0.5f;

    // What every rate gets whatever the spectrum says, against a mean line of 1. A window of noise then moves the
    // belief by little, and a true line needs some windows to be believed. Smaller is faster and locks on noise.
    private const float Floor = 2f;

    // The heart's rate changes by 3.5 /min in 2 s at one deviation: each pass of (1 2 1)/4 adds half a squared bin.
    // Onsets of exercise reach 2 /min in a second.
    private const int PassesPerSecond = 3;

    // Chance in a second that the tracker is wrong and the truth anywhere. Larger forgets good tracks in noise.
    private const float RestartPerSecond = 0.0005f;

    // Belief within this many bins of its highest, 6 /min, is one rate.
    private const int Reach = 3;
    private const float LeastMass = 0.7f;

    // Height of the tracked line over the highest one, as a mean over some 12 s; a lost tracker falls below.
    private const float LeastSupport = 0.6f;
    private const int SupportMemory = 283;

    // The tracked rate may stand on half, once, one and a half, twice or three times the strongest line of motion for
    // 16 s: crossing one takes less at an onset's pace. The strongest line is the arm's or the step's, so that these
    // are the lines of both. Distrust fades at twice the pace, at most 24 s of it are kept.
    private const float LineReach = 6f;
    private const int LongestOnLine = 16 * Rate;
    private const int MostDistrust = 24 * Rate;

    // A line that the axes agree about: half of the highest.
    private const float LeastLine = 0.5f;

    private readonly short[] _x = new short[AxisWindow];
    private readonly short[] _y = new short[AxisWindow];
    private readonly short[] _z = new short[AxisWindow];
    private readonly float[] _belief = new float[Bins];
    private readonly float[] _motion = new float[Bins];
    private readonly float[] _clean = new float[Bins];
    private int _at;
    private int _fill;
    private bool _odd;
    private int _x1;
    private int _x2;
    private int _x3;
    private int _y1;
    private int _y2;
    private int _y3;
    private int _z1;
    private int _z2;
    private int _z3;
    private float _gravity;

    // Movement of the last 8 s over gravity, root mean square. Still 0.01, typing 0.05, walking 0.2, running 1.
    private float _motionLevel;
    private float _line;
    private float _support;
    private int _distrust;

    /// <summary>A tracker that knows nothing yet.</summary>
    public MotionHeartRate()
    {
        Restart();
    }

    /// <summary>Heart rate, 0.1 /min, or 0 when there is none.</summary>
    public int HeartRate { get; private set; }

    /// <summary>Quality of the heart rate, 0..100: the belief in it.</summary>
    public int Quality { get; private set; }

    /// <summary>Why there is no heart rate; a <see cref="GapReason"/> or 0.</summary>
    public int Gap { get; private set; }

    /// <summary>The rate that is believed most, 0.1 /min, whether or not it is good enough to be given.</summary>
    public int Candidate { get; private set; }

    /// <summary>Forgets everything.</summary>
    public void Restart()
    {
        for (int b = 0; b < Bins; b++) _belief[b] = 1f / Bins;
        LoseMotion();
        _odd = false;
        _x1 = 0;
        _x2 = 0;
        _x3 = 0;
        _y1 = 0;
        _y2 = 0;
        _y3 = 0;
        _z1 = 0;
        _z2 = 0;
        _z3 = 0;
        _support = LeastSupport;
        _distrust = 0;
        Candidate = 0;
        Refuse();
    }

    /// <summary>Forgets the acceleration, not the belief: nothing is weighed again before a window of it is full.
    /// </summary>
    public void LoseMotion()
    {
        _fill = 0;
        _at = 0;
        _motionLevel = 0;
    }

    /// <summary>Takes one sample of acceleration, 25 a second, of any unit with gravity at some hundred counts; milli-g
    /// on the boards. What does not fit 16 bits is clipped.</summary>
    public void Push(int x, int y, int z)
    {
        x = Clipped(x);
        y = Clipped(y);
        z = Clipped(z);
        // Every second sample of (1 3 3 1)/8: a strike of the foot at 9 Hz would else fold onto 3.5 Hz.
        if (_odd)
        {
            _x[_at] = (short)((x + 3 * (_x1 + _x2) + _x3) / 8);
            _y[_at] = (short)((y + 3 * (_y1 + _y2) + _y3) / 8);
            _z[_at] = (short)((z + 3 * (_z1 + _z2) + _z3) / 8);
            _at = _at + 1 < AxisWindow ? _at + 1 : 0;
            if (_fill < AxisWindow) _fill++;
        }
        _odd = !_odd;
        _x3 = _x2;
        _x2 = _x1;
        _x1 = x;
        _y3 = _y2;
        _y2 = _y1;
        _y1 = y;
        _z3 = _z2;
        _z2 = _z1;
        _z1 = z;
    }

    /// <summary>Draws the heart rate from the last window.</summary>
    /// <param name="pulse">Band-passed pulse, oldest first, any unit and polarity.</param>
    /// <param name="count">Samples of it, 0..200; under 125, or under 8 s of acceleration, only time goes on.</param>
    /// <param name="elapsed">Samples since the last call of this or of <see cref="Anchor"/>.</param>
    public void Evaluate(float[] pulse, int count, int elapsed)
    {
        Refuse();
        Widen(elapsed);
        // Without the lines of the motion those of the steps would be taken for the heart's.
        if (_fill < AxisWindow) return;
        MeasureMotion();
        if (count < LeastCount || !Clean(pulse, count)) return;
        Weigh(elapsed < 3 * Rate / 2);
        Draw(elapsed);
    }

    /// <summary>Takes a rate that a method for rest is sure of, instead of a window.</summary>
    /// <param name="rate">Heart rate, 0.1 /min.</param>
    /// <param name="elapsed">Samples since the last call of this or of <see cref="Evaluate"/>.</param>
    public void Anchor(int rate, int elapsed)
    {
        Widen(elapsed);
        // A triangle of 10 /min to both sides over a floor: wrong once in some dozen times, it does not erase a track.
        float sum = 0;
        for (int b = 0; b < Bins; b++)
        {
            float apart = LowestRate + BinWidth * b - rate * 0.1f;
            if (apart < 0) apart = -apart;
            _belief[b] *= apart < 10f ? 1f - 0.095f * apart : 0.05f;
            sum += _belief[b];
        }
        for (int b = 0; b < Bins; b++) _belief[b] /= sum;
        _distrust = 0;
        _support = 1f;
        Candidate = rate;
        HeartRate = rate;
        Quality = 100;
        Gap = 0;
    }

    private static int Clipped(int value)
    {
        return value > short.MaxValue ? short.MaxValue : value < short.MinValue ? short.MinValue : value;
    }

    private void Refuse()
    {
        HeartRate = 0;
        Quality = 0;
        Gap = GapReason.LowQuality;
    }

    private void Widen(int elapsed)
    {
        // After half a minute nothing is left to know; more passes would change nothing.
        int passes = (PassesPerSecond * (elapsed < 30 * Rate ? elapsed : 30 * Rate) + Rate / 2) / Rate;
        for (int p = 0; p < passes; p++) Spread();
        float restart = RestartPerSecond * elapsed / Rate;
        if (restart > 1f) restart = 1f;
        for (int b = 0; b < Bins; b++) _belief[b] += restart * (1f / Bins - _belief[b]);
    }

    private void Spread()
    {
        float before = _belief[0];
        for (int b = 0; b < Bins; b++)
        {
            float at = _belief[b];
            float after = b + 1 < Bins ? _belief[b + 1] : at;
            _belief[b] = 0.25f * (before + after) + 0.5f * at;
            before = at;
        }
    }

    private void MeasureMotion()
    {
        float x = RateLines.Mean(_x);
        float y = RateLines.Mean(_y);
        float z = RateLines.Mean(_z);
        _gravity = (float)Math.Sqrt(x * x + y * y + z * z) + 1f;
        float variance = RateLines.Variance(_x, x) + RateLines.Variance(_y, y) + RateLines.Variance(_z, z);
        _motionLevel = (float)Math.Sqrt(variance) / _gravity;
    }

    // Fills _motion and then _clean with the pulse's lines without the motion's, mean 1. False where there is no pulse.
    private bool Clean(float[] pulse, int count)
    {
        MotionLines();
        FindLine();
        AddSwing();
        if (!RateLines.OfPulse(pulse, count, _clean)) return false;
        float subtracted = 0;
        float weighted = 0;
        for (int b = 0; b < Bins; b++)
        {
            float one = Subtracted(b);
            float other = Weighted(b);
            subtracted += one * one;
            weighted += other * other;
        }
        // Both witnesses at the same energy before they are added; Wiener's is never 0 where there is a pulse.
        float share = subtracted > 0 ? SubtractionShare * (float)Math.Sqrt(weighted / subtracted) : 0;
        float sum = 0;
        for (int b = 0; b < Bins; b++)
        {
            _clean[b] = Subtracted(b) * share + Weighted(b);
            sum += _clean[b];
        }
        for (int b = 0; b < Bins; b++) _clean[b] *= Bins / sum;
        return true;
    }

    // An axis that does not move shows noise: each counts by how far it moves beyond that.
    private void MotionLines()
    {
        for (int b = 0; b < Bins; b++) _motion[b] = 0;
        if (_motionLevel <= 0) return;
        float x = AxisShare(_x);
        float y = AxisShare(_y);
        float z = AxisShare(_z);
        float sum = x + y + z;
        if (sum <= 0) return;
        float weight = MotionWeight * _motionLevel / (_motionLevel + SmallMotion) / sum;
        RateLines.AddAxis(_x, _at, weight * x, _clean, _motion);
        RateLines.AddAxis(_y, _at, weight * y, _clean, _motion);
        RateLines.AddAxis(_z, _at, weight * z, _clean, _motion);
    }

    private float AxisShare(short[] axis)
    {
        float moved = (float)Math.Sqrt(RateLines.Variance(axis, RateLines.Mean(axis)));
        return moved / (moved + SmallMotion * _gravity);
    }

    private float Subtracted(int bin)
    {
        return _clean[bin] > _motion[bin] ? _clean[bin] - _motion[bin] : 0;
    }

    private float Weighted(int bin)
    {
        float pulse = _clean[bin];
        return pulse > 0 ? pulse * pulse / (pulse + _motion[bin]) : 0;
    }

    private void FindLine()
    {
        int strongest = 0;
        for (int b = 1; b < Bins; b++)
        {
            if (_motion[b] > _motion[strongest]) strongest = b;
        }
        _line = _motion[strongest] > LeastLine * MotionWeight ? LowestRate + BinWidth * strongest : 0;
    }

    // Lines at half of a rate in the grid; upwards, so that what is read was not yet changed.
    private void AddSwing()
    {
        for (int b = 0; 2 * b + LowestRate / BinWidth < Bins; b++)
        {
            float swing = SwingShare * _motion[2 * b + LowestRate / BinWidth];
            if (swing > _motion[b]) _motion[b] = swing;
        }
    }

    private void Weigh(bool halfStep)
    {
        float sum = 0;
        for (int b = 0; b < Bins; b++)
        {
            float line = WithoutOctave(b);
            if (line < _motion[b]) line = _motion[b] < MotionWeight ? _motion[b] : MotionWeight;
            // Distrusted: the line of the steps tells nothing for or against.
            if (_distrust > LongestOnLine && line > 1f && IsOnLine(LowestRate + BinWidth * b)) line = 1f;
            float weight = Floor + line;
            // Windows of 8 s every second say half as much anew as those every two.
            _belief[b] *= halfStep ? (float)Math.Sqrt(weight) : weight;
            sum += _belief[b];
        }
        for (int b = 0; b < Bins; b++) _belief[b] /= sum;
    }

    // A line with another at half of its rate may be the second harmonic of that one, which in a wrist's pulse is
    // nearly as high; it keeps at least what noise has.
    private float WithoutOctave(int bin)
    {
        float line = _clean[bin];
        int half = bin / 2 - LowestRate / BinWidth / 2;
        if (half < 0 || line <= 1f) return line;
        float under = _clean[half] > _clean[half + 1] ? _clean[half] : _clean[half + 1];
        if (half > 0 && _clean[half - 1] > under) under = _clean[half - 1];
        line -= OctaveShare * under;
        return line > 1f ? line : 1f;
    }

    private bool IsOnLine(float rate)
    {
        if (_line <= 0) return false;
        for (int k = 1; k <= 6; k++)
        {
            if (k == 5) continue;
            float apart = rate - 0.5f * k * _line;
            if (apart < LineReach && apart > -LineReach) return true;
        }
        return false;
    }

    private void Draw(int elapsed)
    {
        int best = 0;
        float top = 0;
        for (int b = 0; b < Bins; b++)
        {
            if (_belief[b] > _belief[best]) best = b;
            if (_clean[b] > top) top = _clean[b];
        }
        float mass = 0;
        float place = 0;
        float weight = 0;
        float near = 0;
        for (int b = best - Reach; b <= best + Reach; b++)
        {
            if (b < 0 || b >= Bins) continue;
            mass += _belief[b];
            // Belief lags behind a rate that climbs; the line of this very window tells where within the belief it is.
            float here = _belief[b] * _clean[b] * _clean[b];
            place += here * b;
            weight += here;
            if (b > best - Reach && b < best + Reach && _clean[b] > near) near = _clean[b];
        }
        float rate = LowestRate + BinWidth * (weight > 0 ? place / weight : best);
        Candidate = (int)(10f * rate + 0.5f);
        _support += (near / top - _support) * elapsed / (elapsed + SupportMemory);
        _distrust += IsOnLine(rate) ? elapsed : -2 * elapsed;
        if (_distrust < 0) _distrust = 0;
        if (_distrust > MostDistrust) _distrust = MostDistrust;
        if (mass < LeastMass || _support < LeastSupport || _distrust > LongestOnLine) return;
        HeartRate = Candidate;
        Quality = mass < 1f ? (int)(100f * mass) : 100;
        Gap = 0;
    }
}

using System;

namespace EdgeVitals.Device;

/// <summary>Heart beats of one ECG lead, sample by sample: R peaks in the input's own sample count, with an amplitude
/// and a quality.</summary>
/// <remarks>
/// <para>The wave is brought to 120 Hz, band-passed, differentiated, rectified and averaged over 83 ms
/// (<see cref="EcgFilter"/>). Each hump of that energy is judged 233 ms after its top, when no higher one has come. Two
/// levels, of beats and of what was none, hold the threshold between them; a hump that is lower but not by half is
/// taken when a beat is overdue (search-back), if it stands out of what was none. Close after a beat a hump must be as
/// steep as a QRS complex is, or it is a T wave. A change of level whose slope goes one way alone is a baseline step.
/// After Pan and Tompkins, IEEE Trans. Biomed. Eng. 32:230, 1985, and Hamilton and Tompkins, ibid. 33:1157, 1986.
/// Polarity does not matter. Differences: the levels leave out the highest and lowest of eight peaks, and steepness is
/// held against usual beats, so that one tall extrasystole or artefact misleads neither; learning needs humps that
/// stand out of the mean energy; the beats of the learning time are given afterwards.</para>
/// <para>Beats come in order, at most one a push, some 0.4 s after the R peak and at the latest when the next beat is
/// overdue. Nothing depends on how samples are grouped into calls. State under 2 KB; no allocation after construction.
/// </para>
/// </remarks>
public sealed class EcgBeatDetector
{
    /// <summary>Least input rate, Hz: below it a QRS complex of 80 ms has fewer than five samples.</summary>
    public const float LowestRate = 60;

    // 2.5 s hold a beat of 24 /min.
    private const int LearningSamples = 5 * EcgFilter.Rate / 2;

    // Beats stand out of the mean energy of the learning time: humps of noise of any colour by 1.5 to 2.4 times, a
    // heart of 180 /min or one in flutter by 3. A single beat (30 /min) by 5, and noise by no more than 3.
    private const float LeastContrast = 2.5f;
    private const float LeastContrastOfOne = 4;

    // A hump of a QRS complex of about 30 µV; less is the converter's own noise.
    private const float LeastHeight = 8;

    // Hamilton's share between the levels: higher misses low beats, lower takes P waves and noise.
    private const float ThresholdShare = 0.3125f;
    private const float SearchShare = 0.5f;

    // What search-back takes must stand out of what was none: flutter waves, noise, the P waves of a pause.
    private const float OverOthers = 1.2f;

    // Pan and Tompkins: a beat is overdue after 1.66 of the usual interval.
    private const float Overdue = 1.66f;

    // A peak counts for its level at most twice that: spikes of a loose electrode, ten times a beat, hid the beats
    // after them for seconds. A true rise is followed within some beats all the same.
    private const float MostOfLevel = 2;

    // 233 ms: nothing beats at more than 257 /min; a shorter time takes noise beside a beat for another one.
    private const int Refractory = 28;

    // 360 ms after a beat a T wave ends, and that of a wide beat, for search-back, at 550 ms.
    private const int TWave = 43;
    private const int LateTWave = 66;

    // A T wave is less than half as steep as its QRS complex; a usual one counts at most 1.5 times.
    private const float GentleShare = 0.5f;
    private const float SteepestShare = 1.5f;

    // A hump at the end of the refractory time must be this share of the way from threshold to level; at 360 ms none.
    private const float EarlyShare = 0.3f;

    // The slopes of a step go one way: eight times as much, or the other way only 150 ms off.
    private const int StepRatio = 8;
    private const int StepApart = 18;

    // 110 ms to both sides for slopes, 83 ms for the R peak.
    private const int SlopeReach = 13;
    private const int PeakReach = 10;

    // Between R and S of equal height the polarity of the beats before decides.
    private const float OtherPolarity = 0.6f;
    private const int PolarityMemory = 8;

    // The longest pause of a heart that beats on, and the time after which another lead or gain is learned.
    private const int Silence = 8 * EcgFilter.Rate;

    // A loss of up to 25 ms is bridged by the last value; over a longer one the filters begin anew.
    private const int LongestBridge = 3;
    private const int Settling = 20;

    // A hump ends at half of its height, or 92 ms after its top.
    private const int HumpSamples = 11;

    // A beat at the very end is judged by half a second of its last value.
    private const int FinishSamples = 60;

    // No R wave stays on one value for 40 ms unless the amplifier is at its end.
    private const float ClippedSeconds = 0.04f;
    private const int ClippedReach = 60;

    private readonly RateConverter _rate;
    private readonly EcgFilter _filter = new EcgFilter();
    private readonly BeatTemplates _templates = new BeatTemplates();
    private readonly PeakLevel _beats = new PeakLevel();
    private readonly PeakLevel _others = new PeakLevel();
    private readonly PeakLevel _slopes = new PeakLevel();
    private readonly PeakLevel _intervals = new PeakLevel();
    private readonly LearnedPeaks _learned = new LearnedPeaks();
    private readonly EcgPeak _peak = new EcgPeak();
    private readonly EcgPeak _candidate = new EcgPeak();
    private readonly int _clippedRun;
    private int _replayed;
    private bool _learning;
    private long _start;
    private float _threshold;
    private float _meanEnergy;
    private long _lastBeat;
    private int _lastSteepest;

    // The last beat is known: no loss, no learning since.
    private bool _chained;
    private float _energyBefore;
    private bool _rising;
    private float _top;
    private long _topAt;
    private float _pending;
    private long _pendingAt;
    private int _pendingSteepest;
    private int _peakAgo;
    private int _polarity;
    private float _last;
    private int _finished;
    private int _raw;
    private int _rawRun;
    private int _rawHighest;
    private int _rawLowest;
    private long _clippedAt;

    /// <summary>A detector at its first sample.</summary>
    /// <param name="samplesASecond">Input rate, 60..1000 Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside of its range or not a number.</exception>
    public EcgBeatDetector(float samplesASecond)
    {
        if (!(samplesASecond >= LowestRate)) throw new ArgumentOutOfRangeException(nameof(samplesASecond));
        _rate = new RateConverter(samplesASecond, EcgFilter.Rate);
        _clippedRun = (int)(samplesASecond * ClippedSeconds) + 1;
        Restart();
    }

    /// <summary>The last beat's R peak: index among the samples pushed and missed, from 0.</summary>
    public long BeatSample { get; private set; }

    /// <summary>Height of the last beat's R wave in the QRS band (5..16 Hz), µV: about two thirds of the wave's own,
    /// free of baseline and T wave, so that a breath's few percent show. Negative for one that points down.</summary>
    public int BeatAmplitude { get; private set; }

    /// <summary>Quality of the last beat, 0..100: correlation with the beats before in percent; a fifth of it where the
    /// signal was at the end of its range within half a second.</summary>
    public int BeatQuality { get; private set; }

    /// <summary>Forgets everything; the next sample is the first.</summary>
    public void Restart()
    {
        _rate.Restart();
        _filter.Restart();
        _templates.Restart();
        _polarity = 0;
        _last = 0;
        _finished = 0;
        _rawRun = 0;
        _rawHighest = int.MinValue;
        _rawLowest = int.MaxValue;
        _clippedAt = -ClippedReach;
        Learn();
    }

    /// <summary>Takes one sample, µV; true when a beat was found.</summary>
    public bool Push(int microvolts)
    {
        WatchRange(microvolts);
        _rate.Push(microvolts);
        bool found = false;
        while (_rate.Next())
        {
            Bridge();
            // One beat a push at most: two are never nearer than the refractory time.
            found |= Step(_rate.Value);
        }
        return found || Replay();
    }

    /// <summary>Lets samples go by unseen: time goes on, the filters settle anew.</summary>
    public void Miss(int samples)
    {
        _rate.Miss(samples);
    }

    /// <summary>Judges what is pending at the end of a record; call it until it says false, then only
    /// Restart.</summary>
    public bool Finish()
    {
        while (_finished < FinishSamples)
        {
            _finished++;
            if (Step(_last)) return true;
        }
        // Half of the learning time tells beats from noise nearly as well; less does not.
        if (_learning && _filter.Count - FinishSamples - _start >= LearningSamples / 2) EndLearning();
        return Replay();
    }

    private void WatchRange(int raw)
    {
        _rawRun = raw == _raw ? _rawRun + 1 : 0;
        _raw = raw;
        if (raw > _rawHighest) _rawHighest = raw;
        if (raw < _rawLowest) _rawLowest = raw;
        if (_rawRun >= _clippedRun && (raw == _rawHighest || raw == _rawLowest)) _clippedAt = _filter.Count;
    }

    private void Bridge()
    {
        long lost = _rate.OutputCount - 1 - _filter.Count;
        if (lost == 0) return;
        if (lost <= LongestBridge)
        {
            for (long i = 0; i < lost; i++) _filter.Push(_last);
            return;
        }
        _filter.Skip(lost);
        Unchain();
        if (_learning) Learn();
    }

    // What was found before is out of reach.
    private void Unchain()
    {
        _start = _filter.Count;
        _lastBeat = _start;
        _lastSteepest = 0;
        _chained = false;
        _rising = false;
        _pending = 0;
        _candidate.Height = 0;
        _energyBefore = float.MaxValue;
    }

    private void Learn()
    {
        Unchain();
        _learning = true;
        _replayed = 0;
        _learned.Clear(_start);
        _meanEnergy = 0;
    }

    private bool Step(float value)
    {
        _last = value;
        _filter.Push(value);
        long now = _filter.Count;
        float energy = _filter.Energy;
        // The value that stands still at the end would make any noise before it stand out.
        if (_learning && _finished == 0) _meanEnergy += (energy - _meanEnergy) / (now - _start);
        FindHump(energy, now);
        bool higherComes = _rising && _top > _pending && _topAt - _pendingAt < Refractory;
        if (_pending > 0 && now - _pendingAt >= Refractory && !higherComes && Decide(now)) return true;
        if (_learning)
        {
            if (now - _start >= LearningSamples || _learned.Count == LearnedPeaks.Most) EndLearning();
            return false;
        }
        if (_replayed < _learned.Count) return false;
        long since = now - _lastBeat;
        if (_candidate.Height > _threshold * SearchShare && _candidate.Height > _others.Value * OverOthers
            && since > (long)(_intervals.Value * Overdue) + EcgFilter.EnergyLag)
        {
            Accept(_candidate);
            return true;
        }
        if (since > Silence) Learn();
        return false;
    }

    private void FindHump(float energy, long now)
    {
        if (!_rising && energy > _energyBefore)
        {
            _rising = true;
            _top = 0;
        }
        _energyBefore = energy;
        if (!_rising) return;
        if (energy > _top)
        {
            _top = energy;
            _topAt = now;
        }
        else if (energy < _top / 2 || now - _topAt > HumpSamples)
        {
            _rising = false;
            if (_topAt - _start <= Settling || _top <= _pending) return;
            // A step is no higher hump that stands for the beat beside it.
            int steepest = Steepest((int)(now - _topAt) + EcgFilter.EnergyLag);
            if (steepest == 0) return;
            _pending = _top;
            _pendingAt = _topAt;
            _pendingSteepest = steepest;
        }
    }

    private bool Decide(long now)
    {
        _peak.At = _pendingAt;
        _peak.Height = _pending;
        _pending = 0;
        int centre = (int)(now - _peak.At) + EcgFilter.EnergyLag;
        _peak.Steepest = _pendingSteepest;
        Measure(now, centre);
        if (!_learning && _replayed >= _learned.Count)
        {
            if (!Judge(_peak)) return false;
            _templates.Learn(_filter, _peakAgo);
            return true;
        }
        _templates.Learn(_filter, _peakAgo);
        _learned.Add(_peak);
        return false;
    }

    // Steepest change of the wave around a hump, µV in 17 ms; 0 where the baseline steps.
    private int Steepest(int centre)
    {
        int up = 0;
        int down = 0;
        int upAt = 0;
        int downAt = 0;
        for (int i = centre - SlopeReach; i <= centre + SlopeReach; i++)
        {
            int slope = _filter.Wave(i) - _filter.Wave(i + 2);
            if (slope > up)
            {
                up = slope;
                upAt = i;
            }
            if (slope < down)
            {
                down = slope;
                downAt = i;
            }
        }
        int apart = upAt > downAt ? upAt - downAt : downAt - upAt;
        if (up > -down * StepRatio || -down > up * StepRatio || apart > StepApart) return 0;
        return up > -down ? up : -down;
    }

    private void Measure(long now, int centre)
    {
        int up = 0;
        int down = 0;
        int upAgo = centre;
        int downAgo = centre;
        for (int i = centre - PeakReach; i <= centre + PeakReach; i++)
        {
            int band = _filter.Band(i);
            if (band > up)
            {
                up = band;
                upAgo = i;
            }
            if (band < down)
            {
                down = band;
                downAgo = i;
            }
        }
        bool pointsUp = _polarity >= 0 ? up >= -down * OtherPolarity : up * OtherPolarity > -down;
        _peakAgo = pointsUp ? upAgo : downAgo;
        _peak.Offset = now - _peak.At - _peakAgo + Vertex(_peakAgo);
        _peak.Amplitude = Height(_peakAgo);
        float likeness = _templates.Match(_filter, _peakAgo);
        _peak.Quality = likeness > 0 ? (int)(100 * likeness) : 0;
        if (now - _clippedAt < ClippedReach) _peak.Quality /= 5;
    }

    // Vertex of the parabola through three points of the band, -0.5..0.5 of a sample.
    private float Vertex(int ago)
    {
        float bend = _filter.Band(ago + 1) - 2 * _filter.Band(ago) + _filter.Band(ago - 1);
        float vertex = bend != 0 ? 0.5f * (_filter.Band(ago + 1) - _filter.Band(ago - 1)) / bend : 0;
        return vertex > 0.5f ? 0.5f : vertex < -0.5f ? -0.5f : vertex;
    }

    // The parabola's height: between samples a narrow peak is some percent higher, as much as a breath changes it.
    private int Height(int ago)
    {
        return (int)(_filter.Band(ago) - 0.25f * (_filter.Band(ago + 1) - _filter.Band(ago - 1)) * Vertex(ago));
    }

    private bool Judge(EcgPeak peak)
    {
        long interval = peak.At - _lastBeat;
        if (_chained && interval < Refractory) return false;
        float usual = SteepestShare * _slopes.Value;
        bool gentle = peak.Steepest < GentleShare * (_lastSteepest > usual ? usual : _lastSteepest);
        float needed = _threshold;
        if (_chained && interval < TWave)
        {
            if (gentle) needed = float.MaxValue;
            needed += EarlyShare * (TWave - interval) / (TWave - Refractory) * (_beats.Value - _threshold);
        }
        if (peak.Height > needed && peak.Height > LeastHeight)
        {
            NoBeat(_candidate.Height);
            Accept(peak);
            return true;
        }
        bool late = interval >= LateTWave || (interval >= TWave && !gentle);
        if (late && peak.Height > _candidate.Height && peak.Height > LeastHeight)
        {
            // The highest is kept out of the noise while it may yet be a beat.
            NoBeat(_candidate.Height);
            _candidate.Copy(peak);
        }
        else
        {
            NoBeat(peak.Height);
        }
        return false;
    }

    private void NoBeat(float height)
    {
        // An artefact is no measure of the noise.
        if (height > 0 && height < MostOfLevel * _beats.Value) _others.Add(height);
        SetThreshold();
    }

    private void Accept(EcgPeak peak)
    {
        _beats.Add(Limited(peak.Height, _beats.Value));
        _slopes.Add(Limited(peak.Steepest, _slopes.Value));
        SetThreshold();
        if (_chained) _intervals.Add(peak.At - _lastBeat);
        _chained = true;
        _lastBeat = peak.At;
        _lastSteepest = peak.Steepest;
        _candidate.Height = 0;
        if (peak.Amplitude > 0 && _polarity < PolarityMemory) _polarity++;
        if (peak.Amplitude < 0 && _polarity > -PolarityMemory) _polarity--;
        long sample = _rate.InputIndex(_rate.OutputCount - peak.At - peak.Offset);
        BeatSample = sample < 0 ? 0 : sample >= _rate.InputCount ? _rate.InputCount - 1 : sample;
        BeatAmplitude = peak.Amplitude;
        BeatQuality = peak.Quality;
    }

    private static float Limited(float value, float level)
    {
        return value > MostOfLevel * level ? MostOfLevel * level : value;
    }

    private void SetThreshold()
    {
        _threshold = _others.Value + ThresholdShare * (_beats.Value - _others.Value);
    }

    private void EndLearning()
    {
        _learned.Sort(_peak);
        bool standsOut = _learned.Beats >= LeastContrast * _meanEnergy
            || _learned.Highest >= LeastContrastOfOne * _meanEnergy;
        if (_learned.Beats < LeastHeight || !standsOut)
        {
            Learn();
            return;
        }
        _learning = false;
        _beats.Set(_learned.Beats);
        _slopes.Set(_learned.Slopes);
        _others.Set(_learned.Others);
        // 72 /min until it is known.
        _intervals.Set(EcgFilter.Rate * 5 / 6);
        SetThreshold();
    }

    private bool Replay()
    {
        while (!_learning && _replayed < _learned.Count)
        {
            _learned.Load(_replayed++, _peak);
            if (Judge(_peak)) return true;
        }
        return false;
    }
}

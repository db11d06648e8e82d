namespace EdgeVitals.Emulation.Wearers;

/// <summary>Times of the beats, found where the model's phase passes them: the truth that a detector is held to.
/// </summary>
internal sealed class BeatClock(HeartPhase heart, Rhythm rhythm, PulseWave wave)
{
    private const double StepSeconds = 0.25;
    private const double PrecisionSeconds = 1e-7;

    /// <summary>Phase of the beats at the electrodes; whole at an R peak.</summary>
    public double PhaseAt(long micros) => PhaseAt(micros / 1e6, out _);

    public List<BeatTruth> Between(long fromMicros, long toMicros)
    {
        var found = new List<BeatTruth>();
        // The rise of a pulse from its foot to its systolic peak, beats.
        double rise = wave.PeakPhase - wave.FootPhase;
        if (rise < 0) rise++;
        double at = fromMicros / 1e6;
        for (double beat = Math.Ceiling(PhaseAt(at, out _)); ; beat++)
        {
            at = TimeOf(beat, at);
            long micros = (long)Math.Ceiling(at * 1e6);
            if (micros >= toMicros) return found;
            PhaseAt(at, out BeatKind kind);
            double pulse = TimeOf(beat + rise, at) + WearerParameters.PulseTransitSeconds;
            found.Add(new BeatTruth(micros, (long)Math.Round(pulse * 1e6), kind));
        }
    }

    private double PhaseAt(double seconds, out BeatKind kind)
    {
        double atFinger = seconds + WearerParameters.PulseTransitSeconds;
        heart.MoveTo(atFinger);
        return rhythm.At(atFinger, heart.Beats - wave.FootPhase, out kind, out _);
    }

    /// <summary>When the phase is reached, s, by bisection from an earlier moment on.</summary>
    private double TimeOf(double phase, double from)
    {
        double high = from;
        while (PhaseAt(high, out _) < phase) high += StepSeconds;
        double low = Math.Max(from, high - StepSeconds);
        if (low == high) return high;
        while (high - low > PrecisionSeconds)
        {
            double middle = (low + high) / 2;
            if (PhaseAt(middle, out _) < phase) low = middle;
            else high = middle;
        }
        return high;
    }
}

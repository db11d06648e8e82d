namespace EdgeVitals.Benchmarks.Scoring;

/// <summary>The constant time from the R peak to the pulse at the finger (and through the monitor's own filters),
/// which is no error of a detector.</summary>
internal static class PulseLag
{
    /// <summary>Median lag of the beats that belong together, s. Which do is found at the lag with the most matches; the
    /// lag itself is not chosen by them, or it would be fitted to the beats that it is to judge.</summary>
    /// <param name="heart">R peaks, samples, rising.</param>
    /// <param name="pulse">Pulse beats, samples, rising, same rate.</param>
    /// <param name="samplesASecond">Rate, Hz.</param>
    /// <param name="mostSeconds">Longest lag tried: 1.0 holds the transit time (0.2..0.4 s) and a monitor's filter.
    /// </param>
    public static double Find(
        IReadOnlyList<long> heart, IReadOnlyList<long> pulse, double samplesASecond, double mostSeconds = 1.0)
    {
        double window = 0.150 * samplesASecond;
        long best = 0;
        int most = -1;
        double least = double.MaxValue;
        for (long lag = 0; lag <= (long)(mostSeconds * samplesASecond); lag++)
        {
            long[] shifted = Shift(pulse, lag);
            int matches = 0;
            double distance = 0;
            foreach ((int r, int f) in BeatMatching.Pair(heart, shifted, window))
            {
                if (r < 0 || f < 0) continue;
                matches++;
                distance += Math.Abs(heart[r] - shifted[f]);
            }
            if (matches < most || (matches == most && distance >= least)) continue;
            best = lag;
            most = matches;
            least = distance;
        }
        long[] lags = [.. BeatMatching.Pair(heart, Shift(pulse, best), window)
            .Where(pair => pair.Reference >= 0 && pair.Found >= 0)
            .Select(pair => pulse[pair.Found] - heart[pair.Reference]).Order()];
        return (lags.Length > 0 ? lags[lags.Length / 2] : best) / samplesASecond;
    }

    /// <summary>Beats that many samples earlier.</summary>
    public static long[] Shift(IReadOnlyList<long> beats, long samples) => [.. beats.Select(beat => beat - samples)];
}

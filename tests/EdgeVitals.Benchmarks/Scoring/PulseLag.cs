namespace EdgeVitals.Benchmarks.Scoring;

/// <summary>The constant time from the R peak to the pulse at the finger (and through the monitor's own filters),
/// which is no error of a detector.</summary>
internal static class PulseLag
{
    /// <summary>Lag with the most matches, s; of equal ones that with the smallest spread around it.</summary>
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
        return best / samplesASecond;
    }

    /// <summary>Beats that many samples earlier.</summary>
    public static long[] Shift(IReadOnlyList<long> beats, long samples) => [.. beats.Select(beat => beat - samples)];
}

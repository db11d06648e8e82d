namespace EdgeVitals.Signals;

/// <summary>What a respiratory rate was taken from.</summary>
public enum RespirationSource
{
    /// <summary>Height of the R waves of an electrocardiogram.</summary>
    EcgAmplitude = 1,

    /// <summary>Baseline of the pulse wave (RIIV).</summary>
    PulseBaseline = 2,

    /// <summary>Height of the pulses (RIAV).</summary>
    PulseAmplitude = 3,

    /// <summary>Distance of the pulses (RIFV).</summary>
    PulseInterval = 4,

    /// <summary>A rate that a device has computed by itself.</summary>
    Device = 5,
}

/// <summary>One estimate of the respiratory rate in a window.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="PerMinute">Breaths a minute; NaN for no reading.</param>
/// <param name="Quality">0..1.</param>
public readonly record struct RespirationEstimate(RespirationSource Source, double PerMinute, double Quality);

/// <summary>A respiratory rate, or no reading.</summary>
/// <param name="PerMinute">Breaths a minute; NaN for no reading.</param>
/// <param name="Quality">0..1; 0 without a reading.</param>
/// <param name="Used">Estimates behind it.</param>
/// <param name="Missing">Why there is no reading, or empty.</param>
public readonly record struct FusedRespiration(double PerMinute, double Quality, int Used, string Missing);

/// <summary>
/// Smart fusion (Karlen et al. 2013, IEEE Trans Biomed Eng 60:1946): estimates by different ways of the
/// same breath are averaged when they agree and give no reading when they do not. Each error has its own cause, so
/// agreement is what says that none of them is at work.
/// </summary>
/// <remarks>We deviate in three points: the mean is weighted by quality; an estimate that is alone passes with its own
/// quality, since a device may have one sensor only; two have a limit of their own, and a fused value of low quality is
/// no reading.</remarks>
public static class RespirationFusion
{
    /// <summary>Largest standard deviation (n − 1) of three estimates or more, /min: the paper's value. A much larger
    /// one would average a slow breath with its first harmonic.</summary>
    public const double LargestDeviation = 4;

    /// <summary>Largest distance of two estimates that are alone, /min: the smallest that a rate and its first harmonic
    /// can have, 3 and 6 /min. The paper's 4 /min of deviation are 5.7 apart with two, so that 5 /min and its harmonic
    /// would make 7.5.</summary>
    public const double LargestDistanceOfTwo = 3;

    /// <summary>Smallest quality of an estimate that takes part: half of the scale, as everywhere here.</summary>
    public const double SmallestQuality = 0.5;

    /// <summary>Slowest rate that is taken for breathing, /min; the channel's own limit.</summary>
    public const double Slowest = 3;

    /// <summary>Fastest rate, /min; the channel's own limit.</summary>
    public const double Fastest = 70;

    /// <summary>Nobody had an estimate.</summary>
    public const string NoEstimate = "no estimate";

    /// <summary>The estimates are of low quality.</summary>
    public const string LowQuality = "low quality";

    /// <summary>The estimates are too far apart.</summary>
    public const string Disagreement = "estimates disagree";

    /// <summary>Joins the estimates of one window, in any order.</summary>
    /// <param name="estimates">At most one a source; NaN and rates outside of 3..70 /min are passed over.</param>
    public static FusedRespiration Fuse(ReadOnlySpan<RespirationEstimate> estimates)
    {
        double lowest = double.MaxValue, highest = double.MinValue;
        double weights = 0, weighted = 0, sum = 0, squares = 0;
        int used = 0, seen = 0;
        foreach (RespirationEstimate estimate in estimates)
        {
            if (!(estimate.PerMinute is >= Slowest and <= Fastest))
            {
                continue;
            }
            seen++;
            // NaN fails the comparison as well.
            if (!(estimate.Quality >= SmallestQuality))
            {
                continue;
            }
            double weight = Math.Min(1, estimate.Quality);
            weights += weight;
            weighted += weight * estimate.PerMinute;
            lowest = Math.Min(lowest, estimate.PerMinute);
            highest = Math.Max(highest, estimate.PerMinute);
            sum += estimate.PerMinute;
            squares += estimate.PerMinute * estimate.PerMinute;
            used++;
        }
        if (used == 0)
        {
            return new FusedRespiration(double.NaN, 0, 0, seen == 0 ? NoEstimate : LowQuality);
        }
        double range = highest - lowest;
        double variance = used < 2 ? 0 : Math.Max(0, (squares - sum * sum / used) / (used - 1));
        if (variance > LargestDeviation * LargestDeviation || (used == 2 && range > LargestDistanceOfTwo))
        {
            return new FusedRespiration(double.NaN, 0, used, Disagreement);
        }
        // Two that agree within a breath are worth what they are worth; at the limit, half of it.
        double agreement = 1 - Math.Sqrt(variance) / (2 * LargestDeviation);
        double quality = weights / used * agreement;
        return quality < SmallestQuality ? new FusedRespiration(double.NaN, 0, used, LowQuality)
            : new FusedRespiration(weighted / weights, quality, used, "");
    }

    /// <summary>The rule for a wearer with an oximeter and an electrocardiogram, of which each device computes a rate:
    /// the one of the card and of the features.</summary>
    /// <param name="oximeter">Breaths a minute; NaN for no reading.</param>
    /// <param name="oximeterQuality">0..1.</param>
    /// <param name="ecg">Breaths a minute; NaN for no reading.</param>
    /// <param name="ecgQuality">0..1.</param>
    public static FusedRespiration OfSensors(double oximeter, double oximeterQuality, double ecg, double ecgQuality) =>
        Fuse(
        [
            new RespirationEstimate(RespirationSource.Device, oximeter, oximeterQuality),
            new RespirationEstimate(RespirationSource.EcgAmplitude, ecg, ecgQuality),
        ]);
}

namespace EdgeVitals.Signals;

/// <summary>Where intervals between heartbeats come from.</summary>
public enum IntervalSource
{
    /// <summary>R peaks of an electrocardiogram.</summary>
    Ecg = 1,

    /// <summary>Feet or peaks of a pulse wave.</summary>
    Ppg = 2,
}

/// <summary>What stands behind a list of intervals.</summary>
/// <param name="Source">The signal.</param>
/// <param name="ResolutionMilliseconds">Smallest step of a beat's time, ms: the sample period, or less where the peak
/// was interpolated and the interpolation was measured.</param>
/// <param name="Intervals">Intervals seen.</param>
/// <param name="Accepted">Intervals left after <see cref="IntervalArtefacts"/>.</param>
public readonly record struct IntervalOrigin(
    IntervalSource Source, double ResolutionMilliseconds, int Intervals, int Accepted);

/// <summary>
/// Decides whether RMSSD of a list of intervals may be shown to a person. RMSSD is made of differences of neighbours,
/// so the error of each beat's time counts in full: from a pulse wave of 30 pictures a second it is 30 to 60 ms wrong,
/// more than most hearts vary.
/// </summary>
public static class VariabilityGate
{
    /// <summary>
    /// Coarsest time of an R peak, ms. Times on a grid of step Δ have an error of variance Δ²/12; a successive
    /// difference holds three of them, weighted 1, −2, 1, so RMSSD² grows by Δ²/2. 8 ms (125 Hz) makes 20.8 of 20 ms;
    /// 40 ms (25 Hz) makes 35. 20 ms is a low RMSSD at rest, which the error must not hide.
    /// </summary>
    public const double CoarsestEcgMilliseconds = 8;

    /// <summary>
    /// Coarsest time of a pulse, ms; our choice. The foot or peak of a pulse is broad and moves with breathing and the
    /// tone of the vessels, an error that no finer grid mends; 5 ms (200 Hz) keeps the grid's own share of an RMSSD of
    /// 20 ms below 2 %. A wearable at 25 Hz does not pass, nor does a camera.
    /// </summary>
    public const double CoarsestPpgMilliseconds = 5;

    /// <summary>Accepted intervals that RMSSD needs: half a minute at 60 a minute, below which it no longer stands for
    /// the usual five minutes (Munoz et al. 2015, PLoS ONE 10:e0138921).</summary>
    public const int FewestAccepted = 30;

    /// <summary>Share of the intervals that must have been accepted. With one in five dropped, two in five differences
    /// are gone and those of an irregular rhythm first.</summary>
    public const double SmallestShare = 0.8;

    /// <summary>Whether RMSSD may be shown; the reason names what is missing and is empty where nothing is.</summary>
    /// <exception cref="ArgumentException">A resolution that is no time, or more accepted than seen.</exception>
    public static bool MayShowRmssd(IntervalOrigin origin, out string reason)
    {
        if (!(origin.ResolutionMilliseconds > 0) || origin.Accepted > origin.Intervals || origin.Accepted < 0)
        {
            throw new ArgumentException($"{origin} is no list of intervals.", nameof(origin));
        }
        double coarsest = origin.Source == IntervalSource.Ecg ? CoarsestEcgMilliseconds : CoarsestPpgMilliseconds;
        reason = origin.ResolutionMilliseconds > coarsest
            ? FormattableString.Invariant($"beats known to {origin.ResolutionMilliseconds:0.#} ms only")
            : origin.Accepted < FewestAccepted ? $"{origin.Accepted} accepted intervals of {FewestAccepted} needed"
            : origin.Accepted < SmallestShare * origin.Intervals
                ? $"{origin.Intervals - origin.Accepted} of {origin.Intervals} intervals are artefacts"
            : "";
        return reason.Length == 0;
    }
}

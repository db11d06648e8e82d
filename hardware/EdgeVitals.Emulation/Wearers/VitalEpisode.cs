namespace EdgeVitals.Emulation.Wearers;

/// <summary>What an episode changes.</summary>
public enum EpisodeKind
{
    /// <summary>Temperature rises by Size °C, and the heart rate by 8 /min for each of them.</summary>
    Fever = 1,

    /// <summary>Heart rate rises by Size /min.</summary>
    Tachycardia = 2,

    /// <summary>Oxygen saturation falls by Size %.</summary>
    Desaturation = 3,

    /// <summary>The sensor leaves the skin; Size has no meaning.</summary>
    LostContact = 4,

    /// <summary>Perfusion index falls to Size %.</summary>
    LowPerfusion = 5,

    /// <summary>Steps 1.8 times a second of Size milli-g, 200-400 for a walk. They disturb the pulse wave as well. The
    /// heart rate stays; add a Tachycardia.</summary>
    Walking = 6,

    /// <summary>Steps 2.7 times a second of Size milli-g, 700-1500 for a run; see <see cref="Walking"/>.</summary>
    Running = 7,
}

/// <summary>Something that happens to a wearer at a moment of device time.</summary>
/// <param name="Kind">What.</param>
/// <param name="StartMicros">When it begins, microseconds of device time.</param>
/// <param name="DurationMicros">Until it begins to fade, microseconds, above zero.</param>
/// <param name="Size">How much, see <see cref="EpisodeKind"/>.</param>
public sealed record VitalEpisode(EpisodeKind Kind, long StartMicros, long DurationMicros, double Size)
{
    /// <summary>Time from nothing to all of it, s. Desaturation falls in 20-40 s and recovers in 10-20 s (the
    /// design's figures); a fever takes a quarter of an hour, a tachycardia a dozen beats; contact is a switch.
    /// </summary>
    public double RiseSeconds => Kind switch
    {
        EpisodeKind.Fever => 900,
        EpisodeKind.Tachycardia => 10,
        EpisodeKind.Desaturation => 30,
        _ => 0,
    };

    /// <summary>Time from all of it to nothing, s.</summary>
    public double FallSeconds => Kind switch
    {
        EpisodeKind.Fever => 1800,
        EpisodeKind.Tachycardia => 20,
        EpisodeKind.Desaturation => 15,
        _ => 0,
    };

    /// <summary>Share of the episode in force, 0..1.</summary>
    public double ShareAt(double seconds)
    {
        double since = seconds - StartMicros / 1e6;
        double left = (StartMicros + DurationMicros) / 1e6 + FallSeconds - seconds;
        if (since < 0 || left <= 0)
        {
            return 0;
        }
        double rise = RiseSeconds > 0 ? since / RiseSeconds : 1;
        double fall = FallSeconds > 0 ? left / FallSeconds : 1;
        return Math.Min(1, Math.Min(rise, fall));
    }
}

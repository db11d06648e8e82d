namespace EdgeVitals.Pi.Signals;

/// <summary>From a channel's unit to the integers that the device's detectors take.</summary>
/// <remarks>
/// An ECG in V, mV or µV becomes microvolts. In any other unit nobody knows the gain: the middle of the spans of its
/// 10 s pieces (from the 0.5th to the 99.5th percentile, so that a spike or a loose lead does not set it) becomes that
/// of a usual lead. A pulse wave has no unit at all: its middle span becomes 20,000 counts around zero, so that a
/// recording of 0..1 keeps its resolution. Both are for a file that is known to its end; the device itself knows its
/// gain.
/// </remarks>
public sealed class SignalScale
{
    /// <summary>Peak to peak of an ECG of unknown gain, µV: an R wave of 1 mV with its S wave.</summary>
    public const double EcgSpan = 1500;

    /// <summary>Peak to peak of a pulse wave, counts: some 2 % of the light of a finger and a thousand times the
    /// rounding.</summary>
    public const double PulseSpan = 20_000;

    // 2000 mV are beyond any electrode; the filters of the detectors must not overflow over it either.
    private const double Limit = 2_000_000;
    private const double PieceSeconds = 10;

    private readonly double factor;
    private readonly double middle;

    private SignalScale(double factor, double middle)
    {
        this.factor = factor;
        this.middle = middle;
    }

    /// <summary>The scale of a channel.</summary>
    public static SignalScale Of(SignalChannel channel, SignalKind kind)
    {
        ArgumentNullException.ThrowIfNull(channel);
        double known = kind == SignalKind.Ecg ? MicrovoltsIn(channel.Unit) : 0;
        if (known > 0) return new SignalScale(known, 0);
        var spans = new List<double>();
        var middles = new List<double>();
        int piece = (int)(PieceSeconds * channel.SamplesASecond);
        var values = new List<double>(piece);
        for (int from = 0; from < channel.Length; from += piece)
        {
            values.Clear();
            for (int i = from; i < Math.Min(channel.Length, from + piece); i++)
            {
                if (double.IsFinite(channel[i])) values.Add(channel[i]);
            }
            if (values.Count < 2) continue;
            values.Sort();
            double low = values[(int)(0.005 * (values.Count - 1))];
            double high = values[(int)(0.995 * (values.Count - 1))];
            middles.Add((low + high) / 2);
            if (high > low) spans.Add(high - low);
        }
        // All flat: any scale will do, and the detector must say that there is nothing.
        double span = spans.Count > 0 ? Median(spans) : 1;
        double wanted = kind == SignalKind.Ecg ? EcgSpan : PulseSpan;
        return new SignalScale(wanted / span, middles.Count > 0 ? Median(middles) : 0);
    }

    /// <summary>Integer of a value that is a number.</summary>
    public int Of(double value) => (int)Math.Round(Math.Clamp((value - middle) * factor, -Limit, Limit));

    private static double MicrovoltsIn(string unit) => unit switch
    {
        "V" or "v" => 1e6,
        "mV" or "mv" or "MV" => 1e3,
        "uV" or "µV" or "μV" or "uv" => 1,
        _ => 0,
    };

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

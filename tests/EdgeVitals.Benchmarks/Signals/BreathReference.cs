using EdgeVitals.Pi.Signals;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>
/// Breaths a minute of a respiratory channel by its spectrum, after the anchors' rule: 6..40 /min, and only where the
/// peak holds 60 % of the band's power. Shares no code with the device.
/// </summary>
internal sealed class BreathReference
{
    private const double Low = 6;
    private const double High = 40;
    private const double LeastShare = 0.6;
    private const double Step = 0.1;

    // Half of the main lobe of a Hann window of 32 s: two lines of 1/32 Hz.
    private const double Lobe = 2 * 60.0 / 32;

    // Enough for 40 /min, and slow enough to be quick.
    private const int Rate = 8;

    private readonly double[] values;

    /// <param name="channel">The respiratory channel.</param>
    public BreathReference(SignalChannel channel)
    {
        values = new double[(int)(channel.DurationSeconds * Rate)];
        for (int i = 0; i < values.Length; i++)
        {
            int from = (int)(i * channel.SamplesASecond / Rate);
            int to = Math.Min(channel.Length, (int)((i + 1) * channel.SamplesASecond / Rate));
            double sum = 0;
            for (int k = from; k < to; k++) sum += channel[k];
            values[i] = sum / (to - from);
        }
    }

    /// <summary>Breaths a minute of the channel whose peak is plainest; NaN where none is plain.</summary>
    public static double Best(BreathReference[] channels, double start, double seconds)
    {
        (double Rate, double Share) best = (double.NaN, LeastShare);
        foreach (BreathReference channel in channels)
        {
            (double rate, double share) = channel.Peak(start, seconds);
            if (share >= best.Share) best = (rate, share);
        }
        return best.Rate;
    }

    private (double Rate, double Share) Peak(double start, double seconds)
    {
        int from = (int)(start * Rate);
        int count = (int)(seconds * Rate);
        if (from + count > values.Length) return (double.NaN, 0);
        double[] x = values[from..(from + count)];
        double mean = x.Average();
        for (int i = 0; i < count; i++)
        {
            x[i] = (x[i] - mean) * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (count - 1)));
        }
        int lines = (int)((High - Low) / Step) + 1;
        double[] power = new double[lines];
        for (int line = 0; line < lines; line++) power[line] = Power(x, (Low + line * Step) / 60);
        int peak = Array.IndexOf(power, power.Max());
        double rate = Low + peak * Step;
        double inside = power.Where((_, line) => Math.Abs(Low + line * Step - rate) <= Lobe).Sum();
        return (rate, inside / power.Sum());
    }

    private static double Power(double[] x, double hertz)
    {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double angle = 2 * Math.PI * hertz * i / Rate;
            real += x[i] * Math.Cos(angle);
            imaginary += x[i] * Math.Sin(angle);
        }
        return real * real + imaginary * imaginary;
    }
}

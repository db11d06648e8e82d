namespace EdgeVitals.Tests.Device.Signals.Respiration;

/// <summary>Rate of a respiration signal itself: the highest line of its spectrum at 4..42 /min, under a Hann window,
/// and the share of the band's power in its lobe. Plain sums in double, nothing of the device's code.</summary>
internal static class ReferenceBreath
{
    public static (double PerMinute, double Share) Of(double[] x, double rate, int from, int count)
    {
        // Some 25 Hz are enough for breathing.
        int stride = Math.Max(1, (int)(rate / 25));
        double mean = 0;
        for (int i = 0; i < count; i++) mean += x[from + i] / count;
        List<(double At, double Power)> lines = [];
        for (double at = 4; at <= 42; at += 0.25)
        {
            double re = 0, im = 0;
            for (int i = 0; i < count; i += stride)
            {
                double value = (x[from + i] - mean) * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / count));
                double phase = 2 * Math.PI * at / 60 * i / rate;
                re += value * Math.Cos(phase);
                im += value * Math.Sin(phase);
            }
            lines.Add((at, re * re + im * im));
        }
        (double peak, _) = lines.MaxBy(line => line.Power);
        double inside = lines.Where(line => Math.Abs(line.At - peak) < 3.75).Sum(line => line.Power);
        return (peak, inside / lines.Sum(line => line.Power));
    }
}

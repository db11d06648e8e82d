using System.Globalization;
using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Tests.Device;

/// <summary>Pulses and what is none, made for the tests alone: no code is shared with the virtual wearer or with the
/// detectors.</summary>
internal static class PulseSignals
{
    /// <summary>Kinds of <see cref="NoPulse"/>.</summary>
    public static readonly string[] NoPulseKinds =
        ["white", "pink", "brown", "drift", "hum", "wandering hum", "steps", "spikes"];

    private static readonly double Lowest = Enumerable.Range(0, 1000).Min(i => Raw(i / 1000.0));
    private static readonly double Height = Enumerable.Range(0, 1000).Max(i => Raw(i / 1000.0)) - Lowest;

    /// <summary>One beat over its phase, 0..1: the two Gaussians of the anchors' rule for SpO2.</summary>
    public static double Beat(double phase) => (Raw(phase - Math.Floor(phase)) - Lowest) / Height;

    /// <summary>A pulse of volume, 0..1, with some respiratory variability of its rate.</summary>
    public static double[] Pulse(double rate, double perMinute, double seconds, double variability = 0.03)
    {
        double[] values = new double[(int)(rate * seconds)];
        for (int i = 0; i < values.Length; i++)
        {
            double t = i / rate;
            double breath = 2 * Math.PI * 0.25;
            values[i] = Beat(perMinute / 60 * (t + Math.Sqrt(2) * variability / breath * Math.Sin(breath * t)));
        }
        return values;
    }

    /// <summary>Sums of a signal and white noise.</summary>
    public static double[] Noisy(double[] clean, double deviation, ulong seed)
    {
        SeededNoise noise = new(seed);
        return [.. clean.Select((value, i) => value + deviation * noise.Normal(1, i))];
    }

    /// <summary>Signals at 25 Hz without a pulse, of some hundreds in size.</summary>
    public static float[] NoPulse(string kind, ulong seed, int count)
    {
        SeededNoise noise = new(seed);
        float[] values = new float[count];
        double[] pink = new double[6];
        double level = 0;
        double angle = 6.28 * noise.Uniform(9, 1);
        double detune = 0;
        double hertz = noise.Uniform(9, 2, 5.5, 12.5);
        for (int i = 0; i < count; i++)
        {
            double w = noise.Normal(1, i);
            bool jumps = noise.Uniform(3, i) < 0.04;
            switch (kind)
            {
                case "brown": level += w; break;
                case "steps" when jumps: level = 10 * noise.Normal(4, i); break;
                case "spikes": level = jumps ? 10 * noise.Normal(4, i) : 0; break;
                case "wandering hum":
                    detune = 0.995 * detune + 0.05 * w;
                    angle += 2 * Math.PI * (10 + detune) / 25;
                    break;
                default: break;
            }
            double t = i / 25.0;
            values[i] = 100 * (float)(kind switch
            {
                "white" => w,
                "pink" => Pink(pink, w),
                "drift" => 30 * Math.Sin(0.31 * t + angle) + 20 * Math.Sin(1.32 * t + 2 * angle) + 0.3 * w,
                "hum" => 3 * Math.Sin(2 * Math.PI * hertz * t + angle) + 0.3 * w,
                "wandering hum" => 3 * Math.Sin(angle) + w,
                "brown" => level,
                _ => level + 0.1 * w,
            });
        }
        return values;
    }

    /// <summary>A phone recording, evenly sampled by straight lines between its frames, turned so that beats point
    /// upward, and the mean heart rate of its chest strap.</summary>
    public static (double[] Values, double HeartRate) Phone(string subject, double rate)
    {
        string[][] rows = [.. File.ReadLines(Recordings.Find($"welltory-ppg/data/{subject}/PPG.csv")).Skip(1)
            .Select(line => line.Split(','))];
        double[] times = [.. rows.Select(row => double.Parse(row[0], CultureInfo.InvariantCulture) / 1000)];
        double[] red = [.. rows.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))];
        double[] intervals = [.. File.ReadAllText(Recordings.Find($"welltory-ppg/data/{subject}/RR.txt"))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
        double[] values = new double[(int)(times[^1] * rate)];
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            while (at + 2 < times.Length && times[at + 1] <= i / rate) at++;
            double part = (i / rate - times[at]) / (times[at + 1] - times[at]);
            values[i] = -red[at] - part * (red[at + 1] - red[at]);
        }
        return (values, 60_000 / intervals.Average());
    }

    private static double Raw(double phase) => Enumerable.Range(-1, 3).Sum(k =>
        Gaussian((phase + k - 0.2) / 0.1) + 0.35 * Gaussian((phase + k - 0.52) / 0.12));

    private static double Gaussian(double deviations) => Math.Exp(-0.5 * deviations * deviations);

    // Paul Kellet's filter bank (musicdsp.org, "pink noise filter"), without its last delay.
    private static double Pink(double[] state, double white)
    {
        double[] poles = [0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616];
        double[] gains = [0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522, -0.0168980];
        double sum = 0.5362 * white;
        for (int k = 0; k < state.Length; k++)
        {
            state[k] = poles[k] * state[k] + gains[k] * white;
            sum += state[k];
        }
        return sum;
    }
}

namespace EdgeVitals.Tests.Device.Signals.Ecg;

/// <summary>An ECG of Gaussian waves with the morphologies that mislead detectors, and its R peaks. It shares nothing
/// with the virtual wearer, which has one healthy heart.</summary>
internal sealed class SyntheticEcg
{
    private readonly Random _random;
    private readonly double[] _millivolts;
    private readonly List<long> _beats = [];

    public SyntheticEcg(int rate, double seconds, int seed)
    {
        Rate = rate;
        _random = new Random(seed);
        _millivolts = new double[(int)(rate * seconds)];
    }

    public int Rate { get; }

    public double Seconds => (double)_millivolts.Length / Rate;

    public IReadOnlyList<long> Beats => _beats;

    public int[] Microvolts => [.. _millivolts.Select(v => (int)Math.Round(v * 1000))];

    /// <summary>Beats of one kind at a rate with respiratory variation, from one time to another.</summary>
    public SyntheticEcg Rhythm(double perMinute, BeatShape shape, double from = 0, double to = double.MaxValue)
    {
        for (double t = from + 0.4; t < Math.Min(to, Seconds - 0.5);)
        {
            double interval = 60 / perMinute * (1 + 0.03 * Math.Sin(2 * Math.PI * 0.25 * t) + 0.01 * Normal());
            Beat(t, shape, interval);
            t += interval;
        }
        return this;
    }

    /// <summary>Sinus rhythm in which every so many beats come an early one with a compensatory pause, or several in a
    /// row.</summary>
    public SyntheticEcg Ectopy(double perMinute, BeatShape usual, BeatShape ectopic, int every, int run = 1)
    {
        double rr = 60 / perMinute;
        int k = 0;
        for (double t = 0.4; t < Seconds - 2 - run * 0.4; k++)
        {
            if (k % every != every - 1)
            {
                Beat(t, usual, rr);
                t += rr * (1 + 0.02 * Normal());
                continue;
            }
            t -= 0.4 * rr;
            for (int i = 0; i < run; i++, t += 0.38) Beat(t, ectopic, 0.7);
            t += 1.4 * rr - 0.38;
        }
        return this;
    }

    /// <summary>Intervals that are as good as independent: atrial fibrillation.</summary>
    public SyntheticEcg Fibrillation(BeatShape shape, double shortest, double longest)
    {
        for (double t = 0.4; t < Seconds - 0.5;)
        {
            double interval = shortest + (longest - shortest) * Math.Pow(_random.NextDouble(), 1.5);
            Beat(t, shape with { P = 0 }, interval);
            t += interval;
        }
        return this;
    }

    /// <summary>A flutter of the atria: the first three harmonics of a sawtooth, mV from foot to top.</summary>
    public SyntheticEcg Flutter(double perSecond, double height) => Add(t =>
    {
        double angle = 2 * Math.PI * perSecond * t;
        return height / 2.4 * (Math.Sin(angle) + Math.Sin(2 * angle) / 2 + Math.Sin(3 * angle) / 3);
    });

    public SyntheticEcg Sine(double hertz, double amplitude, double from = 0, double to = double.MaxValue) =>
        Add(t => t >= from && t < to ? amplitude * Math.Sin(2 * Math.PI * hertz * t) : 0);

    /// <summary>Muscle noise: white noise, its mean over three samples of 120 Hz taken out of nothing.</summary>
    public SyntheticEcg Muscle(double rms, double from = 0, double to = double.MaxValue) =>
        Add(t => t >= from && t < to ? rms * Normal() : 0);

    /// <summary>Bursts of five spikes of a loose electrode, two directions each, some seconds apart.</summary>
    public SyntheticEcg Spikes(double height, double everySeconds)
    {
        for (double t = 5; t < Seconds - 5; t += everySeconds)
        {
            for (int k = 0; k < 5; k++)
            {
                double at = t + 0.31 * k + 0.05 * _random.NextDouble();
                Wave(at, height, 0.01);
                Wave(at + 0.03, -height, 0.01);
            }
        }
        return this;
    }

    /// <summary>The baseline goes to another level in 20 ms, up and down in turn.</summary>
    public SyntheticEcg Steps(double everySeconds, double height) => Add(t =>
    {
        double phase = t / everySeconds;
        double within = Math.Min(1, (phase - Math.Floor(phase)) * everySeconds / 0.02);
        return height * ((long)Math.Floor(phase) % 2 == 0 ? within : 1 - within);
    });

    /// <summary>P waves alone, as in a block of the AV node.</summary>
    public SyntheticEcg PWaves(double perMinute, double height, double from, double to)
    {
        for (double t = from; t < to; t += 60 / perMinute) Wave(t, height, 0.025);
        return this;
    }

    public SyntheticEcg Scale(double factor, double from, double to = double.MaxValue) =>
        Change((t, v) => t >= from && t < to ? v * factor : v);

    /// <summary>Amplitude between 1 and a least factor, over a time in seconds.</summary>
    public SyntheticEcg Swing(double least, double everySeconds) =>
        Change((t, v) => v * (least + (1 - least) * (0.5 + 0.5 * Math.Cos(2 * Math.PI * t / everySeconds))));

    public SyntheticEcg Clip(double low, double high) => Change((_, v) => Math.Clamp(v, low, high));

    /// <summary>One beat with its R peak at a time, the waves around it by an interval.</summary>
    public void Beat(double t, BeatShape shape, double interval)
    {
        double height = shape.R * (1 + shape.Jitter * Normal());
        Wave(t - 0.16, shape.P, 0.02);
        Wave(t - 1.6 * shape.Width, shape.Q, shape.Width * 0.8);
        Wave(t, height, shape.Width);
        Wave(t + 1.9 * shape.Width, shape.S, shape.Width * 0.9);
        // Bazett: the QT interval goes with the root of the interval.
        Wave(t + shape.TAfter * Math.Sqrt(Math.Min(interval, 1.1)), shape.T, shape.TWidth);
        if (shape.Spike != 0) Wave(t - 2.5 * shape.Width, shape.Spike, 0.0015);
        _beats.Add((long)Math.Round(t * Rate));
    }

    private void Wave(double at, double height, double width)
    {
        if (height == 0) return;
        int from = Math.Max(0, (int)((at - 5 * width) * Rate));
        int to = Math.Min(_millivolts.Length - 1, (int)((at + 5 * width) * Rate));
        for (int i = from; i <= to; i++)
        {
            double d = ((double)i / Rate - at) / width;
            _millivolts[i] += height * Math.Exp(-d * d / 2);
        }
    }

    private SyntheticEcg Add(Func<double, double> wave) => Change((t, v) => v + wave(t));

    private SyntheticEcg Change(Func<double, double, double> change)
    {
        for (int i = 0; i < _millivolts.Length; i++) _millivolts[i] = change((double)i / Rate, _millivolts[i]);
        return this;
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}

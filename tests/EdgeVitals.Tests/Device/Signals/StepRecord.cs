using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Tests.Device.Signals;

/// <summary>Acceleration at 25 Hz in milli-g of a wrist that walks, runs, types, gestures or sits in a car, in any
/// orientation, with the number of steps beside it. Apart from the virtual wearer on purpose.</summary>
internal sealed class StepRecord
{
    public const int Rate = 25;
    private readonly SeededNoise noise;
    private readonly double[,] turn;
    private readonly List<(int X, int Y, int Z)> samples = [];
    private long draws;

    public StepRecord(ulong seed)
    {
        noise = new SeededNoise(seed);
        turn = Orientation();
    }

    public IReadOnlyList<(int X, int Y, int Z)> Samples => samples;

    public int Steps { get; private set; }

    private double Uniform(double low, double high) => noise.Uniform(1, draws++, low, high);

    private double Normal() => noise.Normal(2, draws++);

    /// <summary>Nothing but breath, tremor and a turn of the wrist now and then.</summary>
    public StepRecord Rest(double seconds)
    {
        double until = 0;
        double size = 0;
        double began = 0;
        Fill(seconds, t =>
        {
            if (t > until && Uniform(0, 1) < 0.0012)
            {
                began = t;
                until = t + Uniform(0.5, 2);
                size = Uniform(50, 400);
            }
            double turned = t < until ? size * Math.Sin(Math.PI * (t - began) / (until - began)) : 0;
            return (5 * Math.Sin(2 * Math.PI * 0.25 * t) + turned, 0.5 * turned, 0.2 * turned, 3);
        });
        return this;
    }

    /// <summary>Strokes 2..7 a second of 20..120 milli-g and 60 ms, with pauses.</summary>
    public StepRecord Type(double seconds)
    {
        double next = 0;
        double stroke = -1;
        double size = 0;
        Fill(seconds, t =>
        {
            if (t >= next)
            {
                stroke = t;
                size = Uniform(20, 120);
                next = t + (Uniform(0, 1) < 0.05 ? Uniform(1, 6) : Uniform(0.14, 0.5));
            }
            double hit = size * Math.Exp(-(t - stroke) / 0.06) * Math.Cos(2 * Math.PI * 6 * (t - stroke));
            return (0.3 * hit, 0.3 * hit, hit, 6);
        });
        return this;
    }

    /// <summary>Single movements of 0.2..0.8 g and 0.4..1.5 s with irregular pauses: talking with one's hands.</summary>
    public StepRecord Gesture(double seconds)
    {
        double began = 0;
        double until = 0;
        double next = 0;
        double a = 0;
        double b = 0;
        Fill(seconds, t =>
        {
            if (t >= next)
            {
                began = t;
                until = t + Uniform(0.4, 1.5);
                next = until + Uniform(0, 2.5);
                a = Uniform(-800, 800);
                b = Uniform(-800, 800);
            }
            double wave = t < until ? Math.Sin(2 * Math.PI * (t - began) / (until - began)) : 0;
            return (a * wave, b * wave, 0.5 * (a - b) * wave, 10);
        });
        return this;
    }

    /// <summary>A car: suspension about 1.5 Hz of wandering strength, 40 milli-g rms, and the engine's 12 Hz and more.
    /// </summary>
    public StepRecord Drive(double seconds)
    {
        double position = 0;
        double speed = 0;
        const double omega = 2 * Math.PI * 1.5;
        Fill(seconds, t =>
        {
            speed += (-omega * omega * position - 0.3 * omega * speed) / Rate + 900 * Normal() / Math.Sqrt(Rate);
            position += speed / Rate;
            return (15 * Normal(), 0.3 * position, position + 12 * Normal(), 8);
        });
        return this;
    }

    /// <summary>Steps of one cadence and strength.</summary>
    /// <param name="seconds">For how long.</param>
    /// <param name="cadence">Steps a minute.</param>
    /// <param name="milliG">Height of the bounce above gravity.</param>
    /// <param name="swing">Arm swing at half of the cadence, share of the bounce; 0.6 of it along gravity.</param>
    public StepRecord Walk(double seconds, double cadence, double milliG, double swing)
    {
        double phase = 0;
        double stride = 1;
        double strike = Uniform(0.2, 0.5);
        double strikeTurn = Uniform(0, 6);
        double lame = Uniform(-0.15, 0.15);
        double swingTurn = Uniform(0, 6);
        int counted = 0;
        Fill(seconds, t =>
        {
            phase += cadence / 60 * stride / Rate;
            if ((int)phase > counted)
            {
                counted = (int)phase;
                stride = 1 + 0.03 * Normal();
            }
            double angle = 2 * Math.PI * phase;
            double leg = 1 + lame * (counted % 2 == 0 ? 1 : -1);
            double bounce = milliG * leg * (Math.Sin(angle) + strike * Math.Sin(2 * angle + strikeTurn));
            double arm = swing * milliG * Math.Sin(angle / 2 + swingTurn);
            return (arm, 0.5 * arm, bounce + 0.6 * arm, 15);
        });
        Steps += counted;
        return this;
    }

    // Movement beside gravity along the third axis, then turned.
    private void Fill(double seconds, Func<double, (double A, double B, double Down, double Noise)> move)
    {
        for (int i = 0; i < (int)(seconds * Rate); i++)
        {
            (double a, double b, double down, double deviation) = move(i / (double)Rate);
            double c = 1000 + down;
            samples.Add((Axis(0, a, b, c, deviation), Axis(1, a, b, c, deviation), Axis(2, a, b, c, deviation)));
        }
    }

    private int Axis(int row, double a, double b, double c, double deviation) =>
        (int)Math.Round(turn[row, 0] * a + turn[row, 1] * b + turn[row, 2] * c + deviation * Normal());

    // A rotation from a random unit quaternion.
    private double[,] Orientation()
    {
        double w = Normal();
        double x = Normal();
        double y = Normal();
        double z = Normal();
        double n = Math.Sqrt(w * w + x * x + y * y + z * z);
        (w, x, y, z) = (w / n, x / n, y / n, z / n);
        return new double[,]
        {
            { 1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w) },
            { 2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w) },
            { 2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y) },
        };
    }
}

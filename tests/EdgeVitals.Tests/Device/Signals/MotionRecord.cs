using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Tests.Device.Signals;

/// <summary>What the person of a <see cref="MotionRecord"/> does.</summary>
internal enum MotionProtocol
{
    /// <summary>Treadmill: rest 30 s, then minutes of a slow and a fast speed in turns, rest 30 s.</summary>
    Treadmill,

    /// <summary>Exercises of the arms with pauses: changing rates, no cadence.</summary>
    Arms,

    /// <summary>Boxing: aperiodic strong movement and a high heart rate.</summary>
    Boxing,

    /// <summary>Treadmill on which the heart rate comes to stay at the cadence.</summary>
    Coincident,

    /// <summary>Treadmill with an artefact of 4 to 10 times the pulse, a pulse that is all but gone for stretches, and
    /// a line of the artefact that no axis of the acceleration shows well.</summary>
    Faint,
}

/// <summary>
/// Five minutes of pulse wave and acceleration at a wrist that moves, made at 125 Hz and averaged to 25 Hz, with the
/// true heart rate beside it. Written for the tests of heart rate in motion and on purpose apart from the virtual
/// wearer: the artefact in the light is not a function of the acceleration alone, but a sum of harmonics of the arm
/// swing whose gains and phases wander, a product of axes, and noise of its own.
/// </summary>
/// <remarks>Protocols and magnitudes after Zhang, Pi and Liu, "TROIKA", IEEE Trans. Biomed. Eng. 62 (2015): treadmill
/// at 6-15 km/h, heart rate 60-180 /min, arm swing at half of the cadence, some sensors loose at the start. How hard
/// it is was set by the two baselines of <see cref="MotionReference"/>, so that they do about as they are known to do
/// on such recordings; the algorithm under test was not asked.</remarks>
internal sealed class MotionRecord
{
    public const int Rate = 25;
    public const double Seconds = 300;
    private const int Oversampling = 5;
    private const double Step = 1.0 / (Rate * Oversampling);

    private readonly SeededNoise noise;
    private readonly MotionProtocol protocol;
    private readonly double[] phaseAt;
    private long draws;

    // Slow wanderers: harmonics' gains and phases, pulse amplitude, cadence, heart rate.
    private readonly Wander[] gain;
    private readonly Wander[] turn;
    private readonly Wander pulseSize;
    private readonly Wander cadenceWobble;
    private readonly Wander slowRate;
    private readonly double[] share = new double[Harmonics];
    private readonly double[,] axisShare = new double[3, Harmonics + 1];
    private readonly double[,] axisTurn = new double[3, Harmonics + 1];
    private const int Harmonics = 4;

    public MotionRecord(MotionProtocol protocol, ulong seed)
    {
        this.protocol = protocol;
        noise = new SeededNoise(seed * 4 + (ulong)protocol);
        int samples = (int)(Seconds * Rate);
        Pulse = new int[samples];
        X = new int[samples];
        Y = new int[samples];
        Z = new int[samples];
        Trajectory = new double[samples];
        Moving = new bool[samples];
        phaseAt = new double[samples + 1];
        gain = [.. Enumerable.Range(0, Harmonics).Select(_ => new Wander(this, 0.45, 12))];
        turn = [.. Enumerable.Range(0, Harmonics).Select(_ => new Wander(this, 1.0, 20))];
        pulseSize = new Wander(this, 0.3, 20);
        cadenceWobble = new Wander(this, 0.012, 5);
        slowRate = new Wander(this, 0.015, 8);
        Make();
    }

    /// <summary>Light, arbitrary counts; falls with blood volume.</summary>
    public int[] Pulse { get; }

    /// <summary>Acceleration, milli-g.</summary>
    public int[] X { get; }

    /// <summary>See <see cref="X"/>.</summary>
    public int[] Y { get; }

    /// <summary>See <see cref="X"/>.</summary>
    public int[] Z { get; }

    /// <summary>Heart rate at each sample, /min.</summary>
    public double[] Trajectory { get; }

    /// <summary>Whether the person exercises at a sample.</summary>
    public bool[] Moving { get; }

    /// <summary>Motion over pulse in the light, of this record.</summary>
    public double Ratio { get; private set; }

    /// <summary>True mean heart rate of a window, /min.</summary>
    public double Truth(int start, int count) =>
        60 * (phaseAt[start + count] - phaseAt[start]) / (count / (double)Rate);

    private double Uniform(double low, double high) => noise.Uniform(1, draws++, low, high);

    private double Normal() => noise.Normal(2, draws++);

    private void Make()
    {
        bool faint = protocol == MotionProtocol.Faint;
        Ratio = faint ? Uniform(4, 10) : Math.Exp(Uniform(Math.Log(0.5), Math.Log(5)));
        bool looseStart = protocol == MotionProtocol.Treadmill && Uniform(0, 1) < 0.25;
        double rest = Uniform(65, 90);
        double slowHeart = Math.Min(rest + Uniform(25, 50), 145);
        double fastHeart = Math.Min(slowHeart + Uniform(15, 40), 176);
        double slowCadence = Uniform(115, 160);
        double fastCadence = Uniform(155, 180);
        if (protocol == MotionProtocol.Coincident) (slowHeart, fastHeart) = (slowCadence, fastCadence);
        bool walks = slowCadence < 140;
        DrawMixture();
        double second = Uniform(0.3, 0.5);
        double third = Uniform(0.1, 0.25);
        double secondTurn = Uniform(-0.8, 0.8);
        double thirdTurn = Uniform(-1.2, 1.2);
        double product = Uniform(0, 0.5);
        double ownNoise = Uniform(0.1, 0.35);
        double upSeconds = Uniform(20, 40);
        double downSeconds = Uniform(40, 70);
        double level = rest;
        double heartPhase = Uniform(0, 1);
        double fadedUntil = 0;
        double faded = 1;
        double swing = 0;
        double intensity = 0;
        double band = 0;
        double bandSlow = 0;
        double lift = 0;
        double breath = Uniform(0.2, 0.35);
        double punchRate = 2;
        double[] own = new double[2];
        double[] sums = new double[4];
        double exerciseHertz = 1;
        double exerciseSize = 0;
        double exerciseUntil = 30;
        double lagged = 0;
        for (int n = 0; n < Pulse.Length * Oversampling; n++)
        {
            double t = n * Step;
            if (n % (Rate * Oversampling) == 0)
            {
                AdvanceWanderers(1);
                punchRate = Math.Clamp(punchRate + 0.25 * Normal(), 1, 3);
                if (Uniform(0, 1) < 0.008) lift = 6 * (Uniform(0, 1) < 0.5 ? -1 : 1) * Uniform(0.5, 2);
            }
            if (faint && t > 40 && t >= fadedUntil && n % (Rate * Oversampling) == 0 && Uniform(0, 1) < 0.015)
            {
                fadedUntil = t + Uniform(8, 30);
            }
            faded += ((t < fadedUntil ? 0.1 : 1) - faded) * Step / 2;
            if (looseStart && t < 14 && n % 200 == 0) lift = 5 * Normal();
            // What is being done.
            double goal;
            double cadence = 0;
            double size;
            if (t < 30 || t > 270)
            {
                goal = rest;
                size = 0;
            }
            else if (protocol is MotionProtocol.Treadmill or MotionProtocol.Coincident or MotionProtocol.Faint)
            {
                bool fast = (int)((t - 30) / 60) % 2 == 1;
                goal = fast ? fastHeart : slowHeart;
                cadence = (fast ? fastCadence : slowCadence) / 60;
                size = fast ? 1 : walks ? 0.5 : 0.8;
            }
            else
            {
                if (t >= exerciseUntil)
                {
                    exerciseUntil = t + Uniform(8, 30);
                    exerciseHertz = Uniform(0.4, 2.2);
                    exerciseSize = Uniform(0, 1) < 0.25 ? 0 : Uniform(0.4, 1.2);
                    DrawMixture();
                }
                goal = protocol == MotionProtocol.Boxing
                    ? fastHeart : rest + (slowHeart - rest) * 0.6;
                cadence = 2 * (protocol == MotionProtocol.Boxing ? punchRate / 2 : exerciseHertz);
                size = protocol == MotionProtocol.Boxing ? Math.Max(0.6, exerciseSize) : exerciseSize;
            }
            intensity += (size - intensity) * Step / 1.5;
            double tau = goal > level ? upSeconds : downSeconds;
            level += (goal - level) * Step / tau;
            double calm = Math.Clamp((150 - level) / 90, 0.15, 1);
            double rate = level * (1 + slowRate.Value * calm + 0.03 * calm * Math.Sin(2 * Math.PI * breath * t));
            heartPhase += rate / 60 * Step;
            double wobble = 1 + cadenceWobble.Value * (protocol == MotionProtocol.Boxing ? 6 : 1);
            swing += cadence / 2 * wobble * Step;

            // Acceleration of three axes.
            double angle = 2 * Math.PI * swing;
            double ax = Axis(0, angle, intensity);
            double ay = Axis(1, angle, intensity);
            double az = Axis(2, angle, intensity);
            // Noise of the movement itself, 0.5..4 Hz, seen by both in part.
            band += (Normal() * 9 - band) * Step * 2 * Math.PI * 4;
            bandSlow += (band - bandSlow) * Step * 2 * Math.PI * 0.5;
            double wide = (band - bandSlow) * intensity * (protocol == MotionProtocol.Boxing ? 1 : 0.3);
            own[0] += (Normal() * 9 - own[0]) * Step * 2 * Math.PI * 4;
            own[1] += (own[0] - own[1]) * Step * 2 * Math.PI * 0.4;

            // Light: the pulse, harmonics of the swing of their own gains, a product of axes, noises, lifts.
            double beat = 2 * Math.PI * heartPhase;
            double pulse = faded * Math.Exp(pulseSize.Value) * (Math.Cos(beat) + second * Math.Cos(2 * beat + secondTurn)
                + third * Math.Cos(3 * beat + thirdTurn));
            double artefact = 0;
            for (int k = 0; k < Harmonics; k++)
            {
                artefact += share[k] * Math.Exp(gain[k].Value)
                    * Math.Cos((k + 1) * angle + turn[k].Value + 1.3 * k);
            }
            lagged += (ax * ay - lagged) * Step * 2 * Math.PI * 3;
            artefact = artefact * intensity + product * lagged + 0.5 * wide;
            double ownPart = (own[0] - own[1]) * (0.05 + ownNoise * intensity * Ratio * 0.5);
            lift -= lift * Step / 1.2;
            double light = 50000 - 300 * (pulse + Ratio * artefact + ownPart + lift)
                + 120 * Math.Sin(2 * Math.PI * breath * t);
            sums[0] += light;
            sums[1] += 1000 * (0.3 + ax + 0.4 * wide) + 15 * Normal();
            sums[2] += 1000 * (0.5 + ay + 0.3 * wide) + 15 * Normal();
            sums[3] += 1000 * (0.81 + az - 0.4 * wide) + 15 * Normal();
            if (n % Oversampling != Oversampling - 1) continue;
            int i = n / Oversampling;
            Pulse[i] = (int)(sums[0] / Oversampling);
            X[i] = (int)(sums[1] / Oversampling);
            Y[i] = (int)(sums[2] / Oversampling);
            Z[i] = (int)(sums[3] / Oversampling);
            Trajectory[i] = rate;
            Moving[i] = intensity > 0.1;
            phaseAt[i + 1] = heartPhase;
            if (i == 0) phaseAt[0] = heartPhase - rate / 60 / Rate;
            Array.Clear(sums);
        }
    }

    private void DrawMixture()
    {
        double sum = 0;
        for (int k = 0; k < Harmonics; k++)
        {
            share[k] = Math.Exp(0.8 * Normal()) / (k < 2 ? 1 : k + 1);
            sum += share[k] * share[k];
        }
        for (int k = 0; k < Harmonics; k++) share[k] /= Math.Sqrt(sum);
        int unseen = protocol == MotionProtocol.Faint ? (int)Uniform(0, 2) : -1;
        for (int axis = 0; axis < 3; axis++)
        {
            for (int k = 0; k < Harmonics; k++)
            {
                axisShare[axis, k] = Math.Exp(0.7 * Normal()) * (k < 2 ? 0.5 : 0.15) * (k == unseen ? 0.15 : 1);
                axisTurn[axis, k] = Uniform(0, 2 * Math.PI);
            }
        }
    }

    private double Axis(int axis, double angle, double intensity)
    {
        double sum = 0;
        for (int k = 0; k < Harmonics; k++)
        {
            sum += axisShare[axis, k] * Math.Cos((k + 1) * angle + axisTurn[axis, k]);
        }
        return sum * intensity;
    }

    private void AdvanceWanderers(double seconds)
    {
        foreach (Wander one in gain) one.Advance(seconds);
        foreach (Wander one in turn) one.Advance(seconds);
        pulseSize.Advance(seconds);
        cadenceWobble.Advance(seconds);
        slowRate.Advance(seconds);
    }

    /// <summary>Ornstein-Uhlenbeck process.</summary>
    private sealed class Wander(MotionRecord record, double deviation, double memorySeconds)
    {
        public double Value { get; private set; }

        public void Advance(double seconds)
        {
            double keep = Math.Exp(-seconds / memorySeconds);
            Value = Value * keep + deviation * Math.Sqrt(1 - keep * keep) * record.Normal();
        }
    }
}

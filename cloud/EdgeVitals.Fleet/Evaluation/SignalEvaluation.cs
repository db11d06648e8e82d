using EdgeVitals.Device;
using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Fleet.Evaluation;

/// <summary>
/// Measures heart rate and saturation of the virtual wearer under each condition, through the emulated chips, their
/// drivers and the device's own <see cref="PulseMeter"/>. The truth is the wearer's; seeds are fixed, so that two runs
/// give the same figures.
/// </summary>
internal sealed class SignalEvaluation
{
    /// <summary>Perfusion, %: a cold hand to a warm one.</summary>
    public static readonly double[] Perfusions = [0.3, 0.5, 1, 2, 5];

    /// <summary>Heart rates, /min.</summary>
    public static readonly int[] HeartRates = [40, 60, 75, 90, 110, 130, 150, 180];

    // One near normal, one low: A_rms over a single level would hide a wrong slope.
    private static readonly double[] Saturations = [97, 84];

    // A wrist: steps seen in the light at twice the pulse (the design asks for 0.5 to 5), on a path that drifts.
    private const double PulseMultiple = 2;
    private const double CadenceSpread = 0.02;
    private const double ArmSwing = 0.5;
    private const double Drift = 0.3;
    private const double WalkMilliG = 300;
    private const double RunMilliG = 900;

    private const int Slot = 40_000;
    private const int SlotsASecond = 25;
    private const int RawASlot = 4;
    private const int WindowSeconds = 8;
    private const int HopSeconds = 2;
    private const int RestSeconds = 16;
    private const int ScoredSeconds = 40;

    /// <summary>Every condition, in the order of the table.</summary>
    public static IReadOnlyList<SignalCondition> Conditions { get; } =
    [
        .. from motion in Enum.GetValues<Motion>()
           from dicrotic in (bool[])[false, true]
           from perfusion in Perfusions
           from rate in HeartRates
           select new SignalCondition(motion, dicrotic, perfusion, rate),
    ];

    /// <summary>Measures all conditions.</summary>
    /// <param name="progress">Told after each condition how many are done; from any thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static SignalCell[] Run(Action<int> progress, CancellationToken cancellationToken)
    {
        var cells = new SignalCell[Conditions.Count];
        int done = 0;
        Parallel.For(0, cells.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            cells[i] = Measure(Conditions[i], (ulong)(1000 + i));
            progress(Interlocked.Increment(ref done));
        });
        return cells;
    }

    /// <summary>Measures one condition.</summary>
    public static SignalCell Measure(SignalCondition condition, ulong seed)
    {
        var heartRate = new ErrorSum();
        var spo2 = new ErrorSum();
        foreach (double saturation in Saturations)
        {
            Wear(condition, saturation, seed++, heartRate, spo2);
        }
        return new SignalCell(condition, heartRate, spo2);
    }

    /// <summary>Rests first, as a person who puts the device on does, then moves or goes on resting; what is scored are
    /// windows that lie wholly in the second part.</summary>
    private static void Wear(
        SignalCondition condition, double saturation, ulong seed, ErrorSum heartRate, ErrorSum spo2)
    {
        var clock = new VirtualClock();
        var wearer = new WaveformWearer(Scenario(condition, saturation), seed);
        var optics = new Max30102(new Max30102Twin(clock, wearer), null, clock);
        var motion = new Adxl345(new Adxl345Twin(clock, wearer), null, clock);
        Require(optics.Start(Max30102.DefaultAmplitude));
        Require(motion.Start());
        var meter = new PulseMeter();
        int red = 0;
        int infrared = 0;
        int raw = 0;
        int slots = 0;
        while (slots < (RestSeconds + ScoredSeconds) * SlotsASecond)
        {
            clock.Advance(Slot);
            Require(motion.Drain());
            for (int i = 0; i < motion.Count; i++) meter.PushMotion(motion.X[i], motion.Y[i], motion.Z[i]);
            Require(optics.Drain());
            for (int i = 0; i < optics.Count; i++)
            {
                red += optics.Red[i];
                infrared += optics.Infrared[i];
                if (++raw < RawASlot) continue;
                meter.Push(red / RawASlot, infrared / RawASlot);
                (red, infrared, raw) = (0, 0, 0);
                if (++slots % (HopSeconds * SlotsASecond) != 0) continue;
                meter.Evaluate();
                if (slots < (RestSeconds + WindowSeconds) * SlotsASecond) continue;
                // The window's own beats: 8 s of a healthy adult differ by 2 /min from their mean.
                long end = slots * (long)Slot;
                double beats = wearer.BeatPhaseAt(end) - wearer.BeatPhaseAt(end - WindowSeconds * 1_000_000L);
                heartRate.Add(beats * 60 / WindowSeconds, Value(meter.HeartRate, meter.HeartRateGap));
                spo2.Add(saturation, Value(meter.SpO2, meter.SpO2Gap));
            }
        }
    }

    private static double? Value(int tenths, int gap) => gap == 0 ? tenths / 10.0 : null;

    private static VitalScenario Scenario(SignalCondition condition, double saturation)
    {
        VitalScenario still = new()
        {
            HeartRate = condition.HeartRate, SpO2 = saturation, PerfusionPercent = condition.PerfusionPercent,
            DicroticShare = condition.Dicrotic ? WearerParameters.DicroticShare : 0,
        };
        const long start = RestSeconds * 1_000_000L;
        const long length = (ScoredSeconds + 1) * 1_000_000L;
        VitalEpisode? moves = condition.Motion switch
        {
            Motion.Walk => new VitalEpisode(EpisodeKind.Walking, start, length, WalkMilliG),
            Motion.Run => new VitalEpisode(EpisodeKind.Running, start, length, RunMilliG),
            Motion.CadenceIsHeartRate => new VitalEpisode(EpisodeKind.Walking, start, length, WalkMilliG)
            {
                CadenceHertz = condition.HeartRate / 60.0,
            },
            _ => null,
        };
        return moves is null ? still : still with
        {
            Episodes =
            [
                moves with
                {
                    PulseMultiple = PulseMultiple, CadenceSpread = CadenceSpread, ArmSwing = ArmSwing,
                    MotionDrift = Drift,
                },
            ],
        };
    }

    private static void Require(int status)
    {
        if (status != DriverStatus.Ok) throw new InvalidOperationException($"An emulated chip answers {status}.");
    }
}

using EdgeVitals.Benchmarks.Scoring;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Benchmarks.Signals;

/// <summary>What only a virtual wearer can tell: motion with a known truth, saturation, steps.</summary>
internal static class WearerRows
{
    private const long Second = 1_000_000;

    private static readonly int[] Rates = [40, 60, 75, 100, 125, 150, 180];
    private static readonly double[] Saturations = [98, 92, 85, 76];

    /// <summary>Records of five minutes: rest, walk, rest, run, with the heart rate rising and falling as it does with
    /// effort, the light disturbed by 0.5 to 5 times the pulse. Windows of motion alone are scored.</summary>
    public static SignalRow Motion(Anchors anchors, bool quick)
    {
        ErrorScore pooled = new();
        List<double> means = [];
        (ulong Seed, double Error) worst = (0, 0);
        for (ulong seed = 1; seed <= (quick ? 6UL : 24UL); seed++)
        {
            ErrorScore record = WearerRun.Of(Effort(seed), seed, 300, 0).InMotion;
            pooled.Add(record);
            means.Add(record.MeanAbsolute);
            if (record.MeanAbsolute > worst.Error) worst = (seed, record.MeanAbsolute);
        }
        double median = ErrorScore.Median([.. means.Where(mean => !double.IsNaN(mean))]);
        return new SignalRow("heart rate in motion, MAE /min",
            $"simulated, {means.Count} records of 5 min, {means.Count(double.IsFinite)} with a value",
            $"{SignalRow.Number(pooled.MeanAbsolute)}, median of records {SignalRow.Number(median)}",
            $"seed {worst.Seed}: {SignalRow.Number(worst.Error)}", $"{SignalRow.Number(pooled.Coverage, 1)} %",
            "≤ 8, median ≤ 3, else no reading", "wrist recordings, all windows: Wiener with history "
            + SignalRow.Number(anchors.Of("ppg", "troika", "results",
                "wiener_history (own reading of Temko WFPV, no phase vocoder)", "MAE_all23")),
            pooled.MeanAbsolute <= 8 && median <= 3);
    }

    /// <summary>Saturation at rest by perfusion.</summary>
    public static SignalRow SpO2(Anchors anchors, double perfusion, double must)
    {
        ErrorScore pooled = new();
        (string Name, double Error) worst = ("", 0);
        foreach (int rate in Rates)
        {
            ErrorScore cell = new();
            foreach (double saturation in Saturations)
            {
                cell.Add(WearerRun.Of(Resting(rate, saturation, perfusion), (ulong)(100 * rate + saturation), 60, 0)
                    .SpO2);
            }
            pooled.Add(cell);
            if (cell.RootMeanSquare > worst.Error) worst = ($"{rate} /min", cell.RootMeanSquare);
        }
        string anchor = perfusion > 2 ? "" : "Maxim's code, always valid, at 75 /min: "
            + SignalRow.Number(anchors.Of("spo2_maxim_RD117", "results", $"PI{perfusion:0.#}%", "75", "Arms"));
        return new SignalRow($"SpO₂, perfusion {perfusion} %, A_rms %", "simulated, 7 rates, 4 levels",
            SignalRow.Number(pooled.RootMeanSquare), $"{worst.Name}: {SignalRow.Number(worst.Error)}",
            $"{SignalRow.Number(pooled.Coverage, 1)} %", $"≤ {must}", anchor, pooled.RootMeanSquare <= must);
    }

    /// <summary>Heart rate with a dicrotic wave.</summary>
    public static SignalRow Dicrotic(Anchors anchors)
    {
        ErrorScore pooled = new();
        (string Name, double Error) worst = ("", 0);
        foreach (int rate in Rates)
        {
            ErrorScore cell = WearerRun.Of(Resting(rate, 97, 1), (ulong)rate, 120, 0).HeartRate;
            pooled.Add(cell);
            if (cell.MeanAbsolute > worst.Error) worst = ($"{rate} /min", cell.MeanAbsolute);
        }
        return new SignalRow("heart rate with a dicrotic wave, MAE /min", "simulated, 40..180 /min",
            SignalRow.Number(pooled.MeanAbsolute), $"{worst.Name}: {SignalRow.Number(worst.Error)}",
            $"{SignalRow.Number(pooled.Coverage, 1)} %", "≤ 2 at each rate", "Maxim's code at 75 /min, perfusion 1 %: "
            + SignalRow.Number(anchors.Of("spo2_maxim_RD117", "results", "PI1%", "75", "HR_MAE")), worst.Error <= 2);
    }

    /// <summary>Steps of walks and runs, and none at rest or typing.</summary>
    public static SignalRow Steps()
    {
        long counted = 0;
        long walked = 0;
        (string Name, double Error) worst = ("", 0);
        foreach (double hertz in (double[])[1.5, 1.8, 2.1, 2.7])
        {
            EpisodeKind kind = hertz > 2.5 ? EpisodeKind.Running : EpisodeKind.Walking;
            VitalEpisode episode = new(kind, 10 * Second, 300 * Second, kind == EpisodeKind.Running ? 900 : 250)
            {
                CadenceHertz = hertz, CadenceSpread = 0.02, ArmSwing = 1,
            };
            (long found, long truth) = Count(episode, (ulong)(hertz * 10), 320);
            counted += found;
            walked += truth;
            double error = 100.0 * (found - truth) / truth;
            if (Math.Abs(error) >= Math.Abs(worst.Error)) worst = ($"{60 * hertz:0} a minute", error);
        }
        long rest = Count(null, 5, 600).Found;
        long typing = Count(new VitalEpisode(EpisodeKind.Typing, 0, 600 * Second, 50), 6, 600).Found;
        double total = 100.0 * (counted - walked) / walked;
        return new SignalRow("steps, error %", $"simulated, {walked} steps at 90..162 a minute",
            $"{SignalRow.Number(total)}; rest {rest}, typing {typing} in 10 min",
            $"{worst.Name}: {SignalRow.Number(worst.Error)}", "", "within 5; 0 at rest and typing", "",
            Math.Abs(worst.Error) <= 5 && rest == 0 && typing == 0);
    }

    private static (long Found, long Truth) Count(VitalEpisode? episode, ulong seed, int seconds)
    {
        var wearer = new WaveformWearer(new VitalScenario { Episodes = episode is null ? [] : [episode] }, seed);
        var counter = new StepCounter();
        long period = Second / StepCounter.Rate;
        for (long i = 0; i < seconds * StepCounter.Rate; i++)
        {
            wearer.Read(i * period, out int x, out int y, out int z);
            counter.Push(x, y, z);
        }
        return (counter.Steps, wearer.StepsUpTo(seconds * Second));
    }

    private static VitalScenario Resting(int rate, double saturation, double perfusion) => new()
    {
        HeartRate = rate, SpO2 = saturation, PerfusionPercent = perfusion,
    };

    private static VitalScenario Effort(ulong seed)
    {
        double Between(int index, double low, double high) =>
            low + (high - low) * (((seed * 2654435761 + (ulong)index * 40503) >> 7) % 1000 / 999.0);
        VitalEpisode Moves(EpisodeKind kind, long from, double size, double hertz, int index) =>
            new(kind, from * Second, 75 * Second, size)
            {
                CadenceHertz = hertz, CadenceSpread = 0.03, ArmSwing = Between(index, 0, 1),
                PulseMultiple = Between(index + 1, 0.5, 5), MotionDrift = Between(index + 2, 0, 0.5),
            };
        return new VitalScenario
        {
            HeartRate = Between(1, 60, 85), PerfusionPercent = Between(2, 0.8, 3), Variability = 0.02,
            Episodes =
            [
                Moves(EpisodeKind.Walking, 45, Between(3, 200, 400), Between(4, 1.5, 2.1), 5),
                new VitalEpisode(EpisodeKind.Tachycardia, 45 * Second, 70 * Second, Between(8, 15, 40))
                {
                    RiseSeconds = 40, FallSeconds = 40,
                },
                Moves(EpisodeKind.Running, 190, Between(9, 700, 1300), Between(10, 2.4, 3), 11),
                new VitalEpisode(EpisodeKind.Tachycardia, 190 * Second, 70 * Second, Between(14, 50, 90))
                {
                    RiseSeconds = 40, FallSeconds = 60,
                },
            ],
        };
    }
}

namespace EdgeVitals.Tests.Device.Signals.Ecg;

/// <summary>What the field's hard records are hard by, one at a time.</summary>
internal static class EcgScenarios
{
    private const int Rate = 360;
    private const double Length = 120;

    public static IReadOnlyDictionary<string, Func<int, SyntheticEcg>> All { get; } =
        new Dictionary<string, Func<int, SyntheticEcg>>
        {
            ["sinus rhythm"] = seed => New(seed).Rhythm(72, BeatShape.Usual).Muscle(0.01),
            ["30 a minute"] = seed => New(seed).Rhythm(30, BeatShape.Usual).Muscle(0.01),
            ["180 a minute"] = seed => New(seed).Rhythm(180, BeatShape.Usual with { TAfter = 0.27, TWidth = 0.03 })
                .Muscle(0.01),
            ["T wave taller than R"] = seed => New(seed)
                .Rhythm(65, BeatShape.Usual with { R = 0.8, T = 1.1, TWidth = 0.05 }).Muscle(0.01),
            ["P wave of half an R"] = seed => New(seed)
                .Rhythm(60, BeatShape.Usual with { P = 0.3, R = 0.6 }).Sine(0.3, 0.5).Muscle(0.02),
            ["small R, deep S"] = seed => New(seed)
                .Rhythm(70, BeatShape.Usual with { R = 0.2, Q = 0, S = -0.9 }).Muscle(0.02),
            ["low amplitude"] = seed => New(seed)
                .Rhythm(75, BeatShape.Usual with { P = 0.03, Q = 0, R = 0.2, S = -0.04, T = 0.05 }).Muscle(0.008),
            ["ventricular extrasystoles"] = seed => New(seed)
                .Ectopy(70, BeatShape.Usual, BeatShape.Ventricular, 5).Muscle(0.01),
            ["extrasystoles of low slope"] = seed => New(seed).Ectopy(70, BeatShape.Usual,
                BeatShape.Ventricular with { R = 1, Width = 0.042 }, 6).Muscle(0.01),
            ["bigeminy, three times as tall"] = seed => New(seed).Ectopy(75, BeatShape.Usual with { R = 0.6 },
                BeatShape.Ventricular with { R = 2.8, Width = 0.03 }, 2).Muscle(0.01),
            ["extrasystoles eight times as tall"] = seed => New(seed).Ectopy(75, BeatShape.Usual with { R = 0.5 },
                BeatShape.Ventricular with { R = 4, Width = 0.03 }, 9).Muscle(0.01),
            ["bigeminy, five times as tall"] = seed => New(seed).Ectopy(75, BeatShape.Usual with { R = 0.6 },
                BeatShape.Ventricular with { R = 4, Width = 0.03 }, 2).Muscle(0.01),
            ["T wave twice an R"] = seed => New(seed)
                .Rhythm(65, BeatShape.Usual with { P = 0.05, R = 0.35, S = -0.1, Q = 0, T = 0.7, TWidth = 0.05 })
                .Muscle(0.01),
            ["amplitude swings by a factor of four"] = seed => New(seed).Rhythm(80, BeatShape.Usual).Swing(0.25, 9)
                .Muscle(0.01),
            ["low beats in muscle noise"] = seed => New(seed)
                .Rhythm(75, BeatShape.Usual with { R = 0.3, Q = 0, P = 0.05, T = 0.1 }).Muscle(0.04),
            ["trains of tall extrasystoles among low beats"] = seed => New(seed)
                .Ectopy(90, BeatShape.Usual with { R = 0.4 },
                    BeatShape.Ventricular with { R = 2, TAfter = 0.24 }, 12, 4)
                .Muscle(0.01),
            ["runs of five extrasystoles"] = seed => New(seed)
                .Ectopy(80, BeatShape.Usual, BeatShape.Ventricular with { TAfter = 0.24 }, 8, 5).Muscle(0.01),
            ["amplitude falls to a third"] = seed => New(seed).Rhythm(70, BeatShape.Usual).Scale(0.33, 40)
                .Muscle(0.01),
            ["amplitude falls to a fifth for a while"] = seed => New(seed).Rhythm(70, BeatShape.Usual)
                .Scale(0.2, 40, 80).Muscle(0.01),
            ["polarity turns"] = seed => New(seed).Rhythm(70, BeatShape.Usual).Scale(-1, 40, 80).Muscle(0.01),
            ["baseline steps and wander"] = seed => New(seed).Rhythm(70, BeatShape.Usual).Steps(7.3, 2)
                .Sine(0.25, 0.8).Muscle(0.01),
            ["hum of 50 Hz"] = seed => New(seed).Rhythm(70, BeatShape.Usual).Sine(50, 0.3),
            ["hum of 60 Hz"] = seed => New(seed).Rhythm(70, BeatShape.Usual).Sine(60, 0.3),
            ["muscle noise"] = seed => New(seed).Rhythm(70, BeatShape.Usual).Muscle(0.15),
            ["bursts of muscle noise"] = seed => New(seed).Rhythm(70, BeatShape.Usual).Muscle(0.02)
                .Muscle(0.25, 30, 34).Muscle(0.25, 60, 66).Muscle(0.25, 90, 92),
            ["spikes of a loose electrode"] = seed => New(seed).Rhythm(70, BeatShape.Usual).Spikes(12, 23).Muscle(0.01),
            ["pause of six seconds with P waves"] = seed => New(seed).Rhythm(60, BeatShape.Usual, 0, 40)
                .PWaves(70, 0.15, 41, 46).Rhythm(60, BeatShape.Usual, 46, 75).PWaves(70, 0.15, 76, 80)
                .Rhythm(60, BeatShape.Usual, 81).Muscle(0.01),
            ["atrial fibrillation"] = seed => New(seed).Fibrillation(BeatShape.Usual with { Jitter = 0.15 }, 0.34, 1.5)
                .Sine(6.3, 0.05).Sine(5.1, 0.04).Muscle(0.02),
            ["atrial flutter"] = seed => New(seed).Fibrillation(BeatShape.Usual with { R = 0.7, T = 0.1 }, 0.42, 1)
                .Flutter(4.9, 0.3).Muscle(0.02),
            ["paced"] = seed => New(seed).Rhythm(70, BeatShape.Ventricular with { Spike = 2 }).Muscle(0.03),
            ["clipped"] = seed => New(seed).Rhythm(70, BeatShape.Usual with { R = 2 }).Sine(0.2, 1).Clip(-1.2, 1.8),
        };

    private static SyntheticEcg New(int seed) => new(Rate, Length, seed);
}

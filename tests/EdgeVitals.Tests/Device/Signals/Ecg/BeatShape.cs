namespace EdgeVitals.Tests.Device.Signals.Ecg;

/// <summary>Waves of one beat: heights in mV, widths as Gaussian sigmas in seconds.</summary>
internal sealed record BeatShape
{
    public static BeatShape Usual { get; } = new();

    /// <summary>A ventricular extrasystole: 150 ms wide, without a P wave, its T wave turned.</summary>
    public static BeatShape Ventricular { get; } =
        new() { P = 0, Q = 0, R = 1.3, S = -0.4, Width = 0.032, T = -0.5, TAfter = 0.36, TWidth = 0.06 };

    public double P { get; init; } = 0.12;

    public double Q { get; init; } = -0.1;

    public double R { get; init; } = 1;

    public double S { get; init; } = -0.2;

    public double T { get; init; } = 0.25;

    public double Width { get; init; } = 0.011;

    public double TAfter { get; init; } = 0.3;

    public double TWidth { get; init; } = 0.045;

    /// <summary>Relative standard deviation of the R wave.</summary>
    public double Jitter { get; init; } = 0.05;

    /// <summary>A pacemaker's pulse before the complex, mV.</summary>
    public double Spike { get; init; }
}

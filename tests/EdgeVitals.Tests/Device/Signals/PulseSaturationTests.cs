using EdgeVitals.Benchmarks.Scoring;
using EdgeVitals.Device;
using EdgeVitals.Emulation.Noise;

namespace EdgeVitals.Tests.Device;

/// <summary>Saturation and heart rate of a <see cref="PulseMeter"/> over perfusion, rate and saturation, by the rule of
/// the public anchor: two-Gaussian pulse with a dicrotic wave of 0.35, infrared 100,000 and red 90,000 counts, white
/// noise of 20 counts at 25 Hz, saturation 72..98 %.</summary>
/// <remarks>The anchor's algorithm is given 4 s (100 samples), this one 8 s.</remarks>
public sealed class PulseSaturationTests(ITestOutputHelper output)
{
    private const int Trials = 60;

    [Theory]
    [InlineData(0.3, 3.5)]
    [InlineData(0.5, 3.5)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(5, 2)]
    public void Saturation_and_rate_hold_over_perfusion_and_rate(double perfusion, double bound)
    {
        foreach (double rate in (double[])[40, 50, 75, 100, 125, 150, 180])
        {
            ErrorScore saturation = new();
            ErrorScore heart = new();
            for (ulong trial = 0; trial < Trials; trial++)
            {
                double truth = 72 + 26 * new SeededNoise(trial).Uniform(1, (long)rate);
                PulseMeter meter = InCounts(Light(rate, perfusion, truth, trial, 20));
                heart.Add(rate, meter.HeartRate > 0 ? meter.HeartRate / 10.0 : double.NaN);
                saturation.Add(truth, meter.SpO2 > 0 ? meter.SpO2 / 10.0 : double.NaN);
                Assert.Equal(meter.SpO2 > 0, meter.SpO2Quality > 0);
            }
            output.WriteLine($"perfusion {perfusion} %, {rate} /min: SpO2 A_rms {saturation.RootMeanSquare:F2}, worst "
                + $"{saturation.Worst:F1}, {saturation.Coverage:F0} %; heart rate MAE {heart.MeanAbsolute:F2}, "
                + $"{heart.Coverage:F0} %");
            Assert.True(saturation.RootMeanSquare <= bound, $"{rate} /min: A_rms {saturation.RootMeanSquare:F2}");
            Assert.True(heart.MeanAbsolute <= 2, $"{rate} /min: MAE {heart.MeanAbsolute:F2}");
            Assert.True(saturation.Coverage >= 90, $"{rate} /min: {saturation.Coverage:F0} %");
        }
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1)]
    [InlineData(100)]
    public void Counts_of_an_unknown_converter_with_a_true_zero_give_the_same(double scale)
    {
        // From 100 to 10^7 counts of direct light; either polarity.
        foreach (double direction in (double[])[1, -1])
        {
            for (ulong trial = 0; trial < 20; trial++)
            {
                double truth = 75 + trial;
                double[][] light = Light(70, 1, truth, trial, 20);
                double[][] turned = [.. light.Select(colour => colour
                    .Select(v => scale * (direction > 0 ? v : 2 * colour.Average() - v)).ToArray())];
                PulseMeter meter = InLight(turned);
                Assert.InRange(meter.HeartRate, 690, 710);
                Assert.InRange(meter.SpO2 / 10.0, truth - 2, truth + 2);
            }
        }
    }

    [Fact]
    public void Light_without_a_true_zero_or_with_its_top_cut_off_gives_no_saturation()
    {
        double[][] light = Light(70, 1, 95, 3, 20);
        // Without its level, as a monitor's pleth is; levels below zero; red alone without a level.
        Refused([[.. light[0].Select(v => v - 90_000)], [.. light[1].Select(v => v - 100_000)]]);
        Refused([[.. light[0].Select(v => v - 190_000)], [.. light[1].Select(v => v - 200_000)]]);
        Refused([[.. light[0].Select(v => v - 95_000)], light[1]]);
        double redTop = light[0].Order().ElementAt(light[0].Length / 3);
        double infraredTop = light[1].Order().ElementAt(light[1].Length / 3);
        Refused([[.. light[0].Select(v => Math.Min(v, redTop))], light[1]]);
        Refused([light[0], [.. light[1].Select(v => Math.Min(v, infraredTop))]]);
        Refused([new double[light[0].Length], light[1]]);
        Refused([[.. light[0].Select(_ => double.NaN)], light[1]]);
        PulseMeter unknown = new(PulseScale.Unknown);
        foreach (double value in light[1]) unknown.PushPulse((float)value);
        unknown.Evaluate();
        Assert.True(unknown.HeartRate > 0);
        Assert.Equal(0, unknown.SpO2);

        static void Refused(double[][] light) =>
            Assert.Equal(0, InLight(light).SpO2);
    }

    [Fact]
    public void Colours_that_do_not_agree_give_no_saturation()
    {
        double[][] light = Light(70, 1, 95, 4, 20);
        SeededNoise noise = new(8);
        int given = 0;
        for (int trial = 0; trial < 100; trial++)
        {
            int shift = 3 + trial % 12;
            double[] late = [.. light[0].Select((_, i) => light[0][Math.Max(0, i - shift)])];
            double[] noisy = [.. light[0].Select((v, i) => v + 400 * noise.Normal(trial, i))];
            if (InCounts([late, light[1]]).SpO2 > 0) given++;
            if (InCounts([noisy, light[1]]).SpO2 > 0) given++;
        }
        output.WriteLine($"{given} of 200 given");
        Assert.Equal(0, given);
        Assert.True(InCounts(light).SpO2 > 0);
    }

    [Fact]
    public void Perfusion_too_low_to_measure_gives_no_saturation()
    {
        for (ulong trial = 0; trial < 50; trial++)
        {
            PulseMeter meter = InCounts(Light(70, 0.12, 90, trial, 20));
            Assert.Equal(0, meter.SpO2);
            Assert.InRange(meter.PerfusionMilliPercent, 0, 199);
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Motion_in_both_colours_is_refused_by_the_accelerometer(double multiple)
    {
        ErrorScore blind = new();
        int given = 0;
        for (ulong trial = 0; trial < 200; trial++)
        {
            SeededNoise noise = new(100 + trial);
            double truth = noise.Uniform(1, 1, 80, 99);
            double hertz = noise.Uniform(1, 2, 1, 3);
            double[][] light = Light(noise.Uniform(1, 3, 50, 120), 1.5, truth, trial, 12);
            double[] step = [.. Enumerable.Range(0, light[0].Length).Select(i => Gait(2 * Math.PI * hertz * i / 25))];
            for (int i = 0; i < step.Length; i++)
            {
                light[0][i] -= 90_000 * 0.015 * multiple * step[i] / 2.3;
                light[1][i] -= 100_000 * 0.015 * multiple * step[i] / 2.3;
            }
            PulseMeter alone = InCounts(light);
            blind.Add(truth, alone.SpO2 > 0 ? alone.SpO2 / 10.0 : double.NaN);
            PulseMeter meter = new();
            for (int i = 0; i < step.Length; i++)
            {
                meter.Push((int)light[0][i], (int)light[1][i]);
                meter.PushMotion((int)(300 * step[i]), 40, 950);
            }
            meter.Evaluate();
            if (meter.SpO2 > 0) given++;
        }
        output.WriteLine($"motion of {multiple} pulses: {given} of 200 given; without the accelerometer "
            + $"{blind.Coverage:F0} %, A_rms {blind.RootMeanSquare:F2}, worst {blind.Worst:F1}");
        Assert.Equal(0, given);
        // Where motion is the smaller part, the agreement of the colours alone must hold.
        Assert.True(multiple > 0.5 || blind.RootMeanSquare <= 2, $"A_rms {blind.RootMeanSquare:F2}");

        static double Gait(double angle) => Math.Sin(angle) + 0.3 * Math.Sin(2 * angle);
    }

    // Ten seconds of red and infrared.
    private static double[][] Light(double rate, double perfusion, double spo2, ulong seed, double deviation)
    {
        SeededNoise noise = new(seed);
        double ratio = (110 - spo2) / 25;
        double phase = noise.Uniform(2, 0);
        double[] pulse = [.. Enumerable.Range(0, 250).Select(i =>
            perfusion / 100 * PulseSignals.Beat(phase + rate / 60 * i / 25))];
        return
        [
            [.. pulse.Select((p, i) => 90_000 * (1 - ratio * p) + deviation * noise.Normal(3, i))],
            [.. pulse.Select((p, i) => 100_000 * (1 - p) + deviation * noise.Normal(4, i))],
        ];
    }

    private static PulseMeter InCounts(double[][] light)
    {
        PulseMeter meter = new();
        for (int i = 0; i < light[0].Length; i++) meter.Push((int)light[0][i], (int)light[1][i]);
        meter.Evaluate();
        return meter;
    }

    private static PulseMeter InLight(double[][] light)
    {
        PulseMeter meter = new(PulseScale.Light);
        for (int i = 0; i < light[0].Length; i++) meter.PushLight((float)light[0][i], (float)light[1][i]);
        meter.Evaluate();
        return meter;
    }
}

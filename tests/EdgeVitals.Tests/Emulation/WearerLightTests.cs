using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Emulation;

/// <summary>The virtual finger: pulse shape, breath, desaturation, ambient light, saturation.</summary>
public sealed class WearerLightTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.35)]
    [InlineData(0.6)]
    public void Pulse_is_the_two_Gaussians_of_the_model(double dicroticShare)
    {
        VitalScenario scenario = Clean() with
        {
            HeartRate = 60, Variability = 0, PerfusionPercent = 5, RespiratoryRate = 6, DicroticShare = dicroticShare,
        };
        var wearer = new WaveformWearer(scenario, 1);
        // The systolic peak is at phase 0.2 of the formula, and a beat lasts a second.
        long start = wearer.Beats(100 * Second, 102 * Second)[0].PulseMicros - (long)(PeakPhase(dicroticShare) * 1e6);
        double Formula(double phase)
        {
            double sum = 0;
            for (int beat = -1; beat <= 1; beat++)
            {
                sum += Math.Exp(-0.5 * Math.Pow((phase - 0.2 + beat) / 0.1, 2))
                    + (dicroticShare * Math.Exp(-0.5 * Math.Pow((phase - 0.52 + beat) / 0.12, 2)));
            }
            return sum;
        }
        double[] formula = [.. Enumerable.Range(0, 100).Select(i => Formula(i / 100.0))];
        // Ten beats are a breath of six a minute: its baseline and its change of size average out.
        double[] light = [.. Enumerable.Range(0, 100).Select(i => Enumerable.Range(0, 10).Average(beat =>
        {
            wearer.Read(start + (beat * Second) + (i * 10_000L), out _, out int infrared);
            return (double)infrared;
        }))];
        double range = formula.Max() - formula.Min();
        double pulse = 0.05 * scenario.InfraredCounts;
        for (int i = 0; i < 100; i++)
        {
            double expected = (formula[i] - formula.Min()) / range;
            Assert.Equal(expected, (light.Max() - light[i]) / pulse, 0.01);
        }
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(0.61)]
    public void Dicrotic_share_beyond_its_range_is_refused(double share) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new WaveformWearer(new VitalScenario { DicroticShare = share }, 1));

    [Fact]
    public void Breath_is_in_baseline_size_and_timing_and_its_truth_counts_it()
    {
        var wearer = new WaveformWearer(Clean() with { RespiratoryRate = 12, Variability = 0.06 }, 8);
        List<BeatTruth> beats = wearer.Beats(0, 600 * Second);
        List<double> times = [];
        List<double> baseline = [];
        List<double> size = [];
        List<double> interval = [];
        for (int i = 1; i < beats.Count; i++)
        {
            wearer.Read(beats[i].PulseMicros, out _, out int dark);
            wearer.Read(beats[i].RMicros + 200_000, out _, out int light);
            times.Add(beats[i].RMicros / 1e6);
            baseline.Add(light);
            size.Add(light - dark);
            interval.Add((beats[i].RMicros - beats[i - 1].RMicros) / 1e6);
        }
        Assert.InRange(Tone(times, baseline, 0.2) / (0.015 * 110_000), 0.3, 0.36);
        Assert.True(Tone(times, size, 0.2) / size.Average() > 0.08, "the breath changes the pulse's size");
        // The timing follows the breath within a band of 0.01 Hz: power of 0.17-0.23 against that of 0.27-0.33 Hz.
        double Power(double from) => Enumerable.Range(0, 60).Sum(
            i => Math.Pow(Tone(times, interval, from + (0.001 * i)), 2));
        Assert.True(Power(0.17) > 10 * Power(0.27), "and its timing");
        Assert.Equal(120, wearer.BreathsUpTo(600 * Second), 1e-6);
        Assert.Equal(0.5, wearer.BreathsUpTo(5 * Second / 2), 1e-6);
    }

    [Fact]
    public void Breath_follows_a_person_whose_rate_changes_by_the_hour()
    {
        var person = new FeatureWearer(WearerProfile.Draw(4), 4);
        const long hour = 3600 * Second;
        int first = Enumerable.Range(20_000 * 24, 2400).First(h => Enumerable.Range(h, 30).All(k => person.At(k).Worn));
        var wearer = new WaveformWearer(new VitalScenario { Daily = person, BootUtcMicros = first * hour }, 4);
        double breaths = wearer.BreathsUpTo(25 * hour) - wearer.BreathsUpTo(hour);
        double truth = Enumerable.Range(1, 24).Sum(k =>
            (person.At(first + k - 1).RespiratoryRate + (6 * person.At(first + k).RespiratoryRate)
                + person.At(first + k + 1).RespiratoryRate) / 8.0 / 10 * 60);
        Assert.Equal(truth, breaths, 2e-3 * truth);
    }

    [Fact]
    public void Ambient_light_adds_to_both_colours_and_saturation_cuts_them()
    {
        VitalScenario scenario = Clean() with
        {
            Episodes =
            [
                new(EpisodeKind.AmbientLight, 10 * Second, 5 * Second, 20_000),
                new(EpisodeKind.Saturation, 20 * Second, 5 * Second, 2.39),
            ],
        };
        var wearer = new WaveformWearer(scenario, 1);
        var plain = new WaveformWearer(Clean(), 1);
        int cut = 0;
        for (int i = 0; i < 3000; i++)
        {
            long micros = i * 10_000L;
            wearer.Read(micros, out int red, out int infrared);
            plain.Read(micros, out int plainRed, out int plainInfrared);
            int added = micros >= 10 * Second && micros < 15 * Second ? 20_000 : 0;
            bool saturates = micros >= 20 * Second && micros < 25 * Second;
            Assert.Equal(!saturates, wearer.TruthAt(micros).PulseUsable);
            if (saturates)
            {
                Assert.InRange(red, (2.39 * plainRed) - 3, (2.39 * plainRed) + 3);
                Assert.InRange(infrared, 0, LedCounts.FullScale);
                cut += infrared == LedCounts.FullScale ? 1 : 0;
                continue;
            }
            Assert.Equal((plainRed + added, plainInfrared + added), (red, infrared));
        }
        Assert.InRange(cut, 30, 450);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(30)]
    public void Drawn_desaturations_have_the_depths_and_times_of_sleep_apnoea(double perHour)
    {
        const long hour = 3600 * Second;
        VitalEpisode[] dips = Desaturations.Draw(7, hour, 9 * hour, perHour);
        Assert.Equal(8 * perHour, dips.Length);
        Assert.All(dips, dip =>
        {
            Assert.Equal(EpisodeKind.Desaturation, dip.Kind);
            Assert.InRange(dip.Size, 2, 4);
            Assert.InRange(dip.RiseSeconds, 20, 40);
            Assert.InRange(dip.FallSeconds, 10, 20);
            Assert.InRange(dip.StartMicros, hour, 9 * hour);
        });
        Assert.True(dips.Zip(dips.Skip(1)).All(pair =>
            pair.First.StartMicros + pair.First.DurationMicros + (pair.First.FallSeconds * 1e6)
                <= pair.Second.StartMicros));
        var wearer = new WaveformWearer(Clean() with { Episodes = dips, FingerDelaySeconds = 12 }, 1);
        VitalEpisode one = dips[3];
        long deepest = one.StartMicros + one.DurationMicros;
        Assert.Equal(97 - one.Size, wearer.TruthAt(deepest).SpO2, 0.01);
        Assert.Equal(97 - one.Size, wearer.TruthAt(deepest + (12 * Second)).FingerSpO2, 0.2);
        Assert.Equal(97, wearer.TruthAt(one.StartMicros - Second).SpO2, 6);
        Assert.Equal(dips, Desaturations.Draw(7, hour, 9 * hour, perHour));
        Assert.NotEqual(dips, Desaturations.Draw(8, hour, 9 * hour, perHour));
    }

    [Fact]
    public void Usable_stretches_are_those_without_lost_contact_strong_motion_or_cold_hands()
    {
        var scenario = new VitalScenario
        {
            Episodes =
            [
                new(EpisodeKind.Walking, 10 * Second, 10 * Second, 300) { PulseMultiple = 0.4 },
                new(EpisodeKind.Walking, 30 * Second, 10 * Second, 300) { PulseMultiple = 2 },
                new(EpisodeKind.LowPerfusion, 50 * Second, 10 * Second, 0.2),
                new(EpisodeKind.LostContact, 70 * Second, 10 * Second, 0),
                new(EpisodeKind.Walking, 90 * Second, 10 * Second, 300),
            ],
        };
        var wearer = new WaveformWearer(scenario, 1);
        int[] unusable = [.. Enumerable.Range(0, 11).Where(i => !wearer.TruthAt((5 + (10 * i)) * Second).PulseUsable)];
        Assert.Equal([3, 5, 7, 9], unusable);
        Assert.Equal(2, wearer.TruthAt(35 * Second).MotionOverPulse);
        Assert.Equal(0, wearer.TruthAt(5 * Second).MotionOverPulse);
        // 300 milli-g without a multiple: 2.27 x 300 x 4e-5 of the light over a pulse of 1.5 %.
        Assert.Equal(1.82, wearer.TruthAt(95 * Second).MotionOverPulse, 0.01);
    }

    private static VitalScenario Clean() => new() { NoiseCounts = 0 };

    private static double PeakPhase(double share)
    {
        // The dicrotic wave pulls the systolic peak by some thousandths of a beat.
        double best = 0.2;
        double highest = 0;
        for (double phase = 0.18; phase < 0.25; phase += 0.0001)
        {
            double value = Math.Exp(-0.5 * Math.Pow((phase - 0.2) / 0.1, 2))
                + (share * Math.Exp(-0.5 * Math.Pow((phase - 0.52) / 0.12, 2)));
            if (value <= highest) continue;
            highest = value;
            best = phase;
        }
        return best;
    }

    private static double Tone(List<double> times, List<double> values, double hertz)
    {
        double mean = values.Average();
        double cosine = 0;
        double sine = 0;
        for (int i = 0; i < times.Count; i++)
        {
            cosine += (values[i] - mean) * Math.Cos(2 * Math.PI * hertz * times[i]);
            sine += (values[i] - mean) * Math.Sin(2 * Math.PI * hertz * times[i]);
        }
        return 2 * Math.Sqrt((cosine * cosine) + (sine * sine)) / times.Count;
    }
}

using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Emulation;

/// <summary>What the wearer gives to accelerometer, electrodes, skin, infrared thermometer and fuel gauge.</summary>
public sealed class WearerSourcesTests
{
    private const long Second = 1_000_000;
    private static readonly int[] Inputs = [0, 1, 2, 3];

    [Fact]
    public void Motion_at_rest_is_gravity_with_a_breath_and_a_tremor()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            (double X, double Y, double Z)[] samples = Accelerations(new VitalScenario(), seed, 60);
            double gravity = Length(samples.Average(s => s.X), samples.Average(s => s.Y), samples.Average(s => s.Z));
            Assert.InRange(gravity, 995, 1005);
            double spread = Math.Sqrt(samples.Average(s => Math.Pow(Length(s.X, s.Y, s.Z) - 1000, 2)));
            Assert.InRange(spread, 1.5, 8);
        }
    }

    [Theory]
    [InlineData(EpisodeKind.Walking, 300, 1.8)]
    [InlineData(EpisodeKind.Running, 1000, 2.7)]
    public void Steps_have_their_cadence_and_size_in_acceleration_and_light(EpisodeKind kind, int size, double hertz)
    {
        var scenario = new VitalScenario
        {
            NoiseCounts = 0, HeartRate = 66, Episodes = [new(kind, 60 * Second, 60 * Second, size)],
        };
        (double X, double Y, double Z)[] samples = Accelerations(scenario, 3, 180);
        double[] length = [.. samples.Select(s => Length(s.X, s.Y, s.Z) - 1000)];
        double walking = Tone(length[(60 * 25)..(120 * 25)], hertz, 25);
        Assert.InRange(walking, 0.9 * size, 1.1 * size);
        Assert.InRange(Tone(length[(60 * 25)..(120 * 25)], 2 * hertz, 25), 0.2 * size, 0.4 * size);
        Assert.InRange(Tone(length[..(60 * 25)], hertz, 25), 0, 2);
        Assert.InRange(Tone(length[(120 * 25)..], hertz, 25), 0, 2);

        var wearer = new WaveformWearer(scenario, 3);
        double[] light = [.. Enumerable.Range(0, 12_000).Select(i =>
        {
            wearer.Read(i * 10_000L, out _, out int infrared);
            return (double)infrared;
        })];
        double artefact = Tone(light[6_000..], hertz, 100) / scenario.InfraredCounts;
        Assert.Equal(4e-5 * size, artefact, 0.1 * 4e-5 * size);
        Assert.InRange(Tone(light[..6_000], hertz, 100) / scenario.InfraredCounts, 0, 0.1 * artefact);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(72)]
    [InlineData(120)]
    public void Ecg_has_the_beats_of_the_pulse_an_R_peak_of_1_mV_and_comes_one_transit_time_before_it(int heartRate)
    {
        var scenario = new VitalScenario { HeartRate = heartRate, NoiseCounts = 0 };
        var wearer = new WaveformWearer(scenario, 5);
        List<double> peaks = RPeaks(wearer, 120, out double[] electrodes);
        Assert.InRange(peaks.Count, 2 * heartRate - 2, 2 * heartRate + 2);
        // The model's R peak is 1 mV at the mean rate and larger while the heart is slower; breath, wander and noise.
        Assert.InRange(electrodes.Max(), 1020, 1300);
        // The S wave of the model is two fifths of the R wave; the wander goes below it.
        Assert.InRange(electrodes.Min(), -560, -380);
        double[] transits = [.. Transits(new WaveformWearer(scenario, 5), peaks)];
        Assert.True(transits.Length > peaks.Count - 4);
        // The end of a slow beat is flat: the breath in the baseline moves its lowest place, to both sides alike.
        Assert.InRange(transits.Average(), 0.17, 0.23);
        Assert.All(transits, t => Assert.InRange(t, 0.051, 0.35));
    }

    [Fact]
    public void Ecg_without_contact_is_at_the_supply_and_the_leads_off_line_says_so()
    {
        var scenario = new VitalScenario { Episodes = [new(EpisodeKind.LostContact, 10 * Second, 5 * Second, 0)] };
        var wearer = new WaveformWearer(scenario, 1);
        var clock = new VirtualClock();
        var line = new LeadsOffLine(wearer, clock);
        for (int second = 0; second < 20; second++)
        {
            bool off = second is >= 10 and < 15;
            Assert.Equal(off, line.IsAsserted());
            Assert.Equal(off, wearer.Microvolts(clock.Micros(), 0) == 3_300_000);
            Assert.Equal(off, wearer.Microvolts(clock.Micros(), 1) == 0);
            Assert.Equal(1_650_000, wearer.Microvolts(clock.Micros(), 3));
            clock.Advance(Second);
        }
    }

    [Fact]
    public void Skin_conductance_is_2_to_8_microsiemens_with_slow_responses()
    {
        double lowest = double.MaxValue;
        double highest = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var wearer = new WaveformWearer(new VitalScenario(), seed);
            double[] conductance = [.. Enumerable.Range(0, 600).Select(i => Conductance(wearer, i * Second))];
            double[] rises = [.. conductance.Skip(1).Zip(conductance, (b, a) => b - a)];
            Assert.InRange(conductance.Min(), 2 * 0.9 - 0.01, 8 * 1.1);
            Assert.InRange(rises.Max(), 0.03, 0.8);
            int responses = rises.Count(r => r > 0.04);
            // Twenty epochs, a response in 60 % of them, seen in a rise or two each.
            Assert.InRange(responses, 3, 40);
            lowest = Math.Min(lowest, conductance.Average());
            highest = Math.Max(highest, conductance.Average());
        }
        Assert.True(lowest < 3.2 && highest > 6.8, $"persons differ: {lowest}..{highest}");
    }

    [Fact]
    public void Forehead_follows_a_fever_and_the_room_does_not()
    {
        var scenario = new VitalScenario
        {
            Episodes =
            [
                new(EpisodeKind.Fever, 3600 * Second, 3 * 3600 * Second, 2),
                new(EpisodeKind.LostContact, 6 * 3600 * Second, 60 * Second, 0),
            ],
        };
        var forehead = new SkinTemperatureSource(new WaveformWearer(scenario, 1), 2);
        Assert.InRange(forehead.MilliCelsius(0), 35_000, 35_400);
        Assert.InRange(forehead.MilliCelsius(2 * 3600 * Second), 37_000, 37_400);
        Assert.InRange(forehead.MilliCelsius((6 * 3600 + 30) * Second), 21_800, 22_200);
        Assert.Equal(22_000, forehead.Ambient.MilliCelsius(2 * 3600 * Second));
    }

    [Fact]
    public void Cell_is_discharged_evenly_and_its_voltage_falls_with_it()
    {
        var cell = new BatteryCell(200, 40, 1000);
        const long hour = 3600 * Second;
        Assert.Equal(1000, cell.Permille(0));
        Assert.Equal(800, cell.Permille(24 * hour));
        Assert.Equal(0, cell.Permille(130 * hour));
        Assert.Equal(4200, cell.Millivolts(0));
        Assert.Equal(3980, cell.Millivolts(24 * hour));
        Assert.Equal(3820, cell.Millivolts(60 * hour));
        Assert.Equal(3000, cell.Millivolts(130 * hour));
        for (long h = 1; h < 120; h++) Assert.True(cell.Millivolts(h * hour) <= cell.Millivolts((h - 1) * hour));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatteryCell(0, 1, 1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatteryCell(1, 1, 1001));
    }

    [Fact]
    public void Sources_give_the_same_whoever_asks_and_however_often()
    {
        var scenario = new VitalScenario { Episodes = [new(EpisodeKind.Walking, 20 * Second, 20 * Second, 300)] };
        var watched = new WaveformWearer(scenario, 7);
        var glanced = new WaveformWearer(scenario, 7);
        for (long micros = 0; micros < 60 * Second; micros += 8_000)
        {
            watched.Read(micros, out int red, out int infrared);
            watched.Read(micros, out int x, out int y, out int z);
            int[] volts = [.. Inputs.Select(i => watched.Microvolts(micros, i))];
            if (micros % (7 * Second) != 0) continue;
            Assert.Equal(volts, Inputs.Select(i => glanced.Microvolts(micros, i)));
            glanced.Read(micros, out int sameX, out int sameY, out int sameZ);
            Assert.Equal((x, y, z), (sameX, sameY, sameZ));
            glanced.Read(micros, out int sameRed, out int sameInfrared);
            Assert.Equal((red, infrared), (sameRed, sameInfrared));
        }
        var other = new WaveformWearer(scenario, 8);
        Assert.NotEqual(watched.Microvolts(7 * Second, 0), other.Microvolts(7 * Second, 0));
    }

    private static (double X, double Y, double Z)[] Accelerations(VitalScenario scenario, ulong seed, int seconds)
    {
        var wearer = new WaveformWearer(scenario, seed);
        return [.. Enumerable.Range(0, seconds * 25).Select(i =>
        {
            wearer.Read(i * 40_000L, out int x, out int y, out int z);
            return ((double)x, (double)y, (double)z);
        })];
    }

    private static double Length(double x, double y, double z) => Math.Sqrt(x * x + y * y + z * z);

    /// <summary>Amplitude of a frequency, by correlation with both its phases.</summary>
    private static double Tone(double[] samples, double hertz, double rate)
    {
        double mean = samples.Average();
        double cosine = 0;
        double sine = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double angle = 2 * Math.PI * hertz * i / rate;
            cosine += (samples[i] - mean) * Math.Cos(angle);
            sine += (samples[i] - mean) * Math.Sin(angle);
        }
        return 2 * Math.Sqrt(cosine * cosine + sine * sine) / samples.Length;
    }

    private static double Conductance(WaveformWearer wearer, long micros)
    {
        double volts = wearer.Microvolts(micros, 1) / 1e6;
        return volts / ((0.5 - volts) * 47e3) * 1e6;
    }

    private static List<double> RPeaks(WaveformWearer wearer, int seconds, out double[] electrodes)
    {
        electrodes = [.. Enumerable.Range(0, seconds * 500)
            .Select(i => (wearer.Microvolts(i * 2_000L, 0) - 1_650_000) / 1100.0)];
        var peaks = new List<double>();
        for (int i = 50; i < electrodes.Length - 50; i++)
        {
            if (electrodes[i] > 600 && electrodes[i] >= electrodes[(i - 50)..(i + 51)].Max()) peaks.Add(i / 500.0);
        }
        return peaks;
    }

    /// <summary>From each R peak to the lowest blood volume, that is the most light, before the next systolic fall.
    /// </summary>
    private static IEnumerable<double> Transits(WaveformWearer wearer, List<double> peaks)
    {
        foreach (double peak in peaks.SkipLast(1))
        {
            double brightest = double.MinValue;
            double at = 0;
            for (double t = peak + 0.05; t < peak + 0.4; t += 0.002)
            {
                wearer.Read((long)(t * 1e6), out _, out int infrared);
                if (infrared <= brightest) continue;
                brightest = infrared;
                at = t;
            }
            yield return at - peak;
        }
    }
}

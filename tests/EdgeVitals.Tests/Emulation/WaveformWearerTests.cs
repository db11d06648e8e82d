using EdgeVitals.Emulation.Chips;
using EdgeVitals.Emulation.Wearers;

namespace EdgeVitals.Tests.Emulation;

public sealed class WaveformWearerTests
{
    private const long Second = 1_000_000;
    private const long Hour = 3600 * Second;

    [Fact]
    public void Read_gives_the_same_light_however_the_chip_samples()
    {
        var scenario = new VitalScenario { Episodes = [new(EpisodeKind.Tachycardia, 20 * Second, 40 * Second, 30)] };
        var watched = new WaveformWearer(scenario, 5);
        var glanced = new WaveformWearer(scenario, 5);
        for (long micros = 0; micros < 100 * Second; micros += 10_000)
        {
            watched.Read(micros, out int red, out int infrared);
            if (micros % (7 * Second) == 0)
            {
                glanced.Read(micros, out int sameRed, out int sameInfrared);
                Assert.Equal((red, infrared), (sameRed, sameInfrared));
            }
        }
        glanced.Read(0, out int firstRed, out _);
        new WaveformWearer(scenario, 5).Read(0, out int freshRed, out _);
        Assert.Equal(freshRed, firstRed);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(72)]
    [InlineData(120)]
    [InlineData(180)]
    public void Read_over_a_minute_has_as_many_beats_as_the_truth_says(int heartRate)
    {
        var wearer = new WaveformWearer(new VitalScenario { HeartRate = heartRate, NoiseCounts = 0 }, 3);
        List<double> beats = Feet(wearer, 0, 120 * Second);
        // The slow band can move one beat over either end of two minutes.
        Assert.InRange(beats.Count, 2 * heartRate - 2, 2 * heartRate + 2);
        Assert.Equal(heartRate, wearer.TruthAt(60 * Second).HeartRate);
    }

    [Fact]
    public void Read_has_the_interval_spread_of_the_scenario()
    {
        var wearer = new WaveformWearer(new VitalScenario { NoiseCounts = 0, RespiratoryRate = 15 }, 9);
        List<double> feet = Feet(wearer, 0, 600 * Second);
        double[] intervals = [.. feet.Skip(1).Zip(feet, (b, a) => b - a)];
        double mean = intervals.Average();
        double spread = Math.Sqrt(intervals.Average(x => (x - mean) * (x - mean))) / mean;
        // 4 % by the scenario; the foot's timing at 5 ms and breathing in the baseline move it a little.
        Assert.InRange(spread, 0.03, 0.05);
        Assert.Equal(60.0 / 72, mean, 0.01);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(97)]
    [InlineData(90)]
    [InlineData(75)]
    public void Ratio_of_ratios_in_the_light_is_the_curves_at_that_saturation(double spo2)
    {
        var wearer = new WaveformWearer(new VitalScenario { SpO2 = spo2, NoiseCounts = 0 }, 1);
        (double redShare, double infraredShare) = Shares(wearer, 0, 60 * Second);
        double ratio = redShare / infraredShare;
        Assert.Equal(WaveformWearer.RatioOf(spo2), ratio, 0.02);
        // Range over a minute: the pulse and the breath beside it.
        Assert.InRange(infraredShare, 0.015, 0.015 * 1.9);
    }

    [Fact]
    public void RatioOf_falls_as_saturation_rises()
    {
        for (double spo2 = 50; spo2 < 100; spo2 += 0.5)
        {
            Assert.True(WaveformWearer.RatioOf(spo2) > WaveformWearer.RatioOf(spo2 + 0.5));
        }
    }

    [Fact]
    public void Desaturation_falls_reaches_the_finger_late_and_recovers()
    {
        var scenario = new VitalScenario
        {
            SpO2 = 97, Episodes = [new(EpisodeKind.Desaturation, 100 * Second, 60 * Second, 8)],
        };
        var wearer = new WaveformWearer(scenario, 1);
        Assert.Equal(97, wearer.TruthAt(100 * Second).SpO2);
        Assert.Equal(93, wearer.TruthAt(115 * Second).SpO2, 6);
        Assert.Equal(97, wearer.TruthAt(115 * Second).FingerSpO2, 6);
        Assert.Equal(89, wearer.TruthAt(150 * Second).SpO2, 6);
        Assert.Equal(89, wearer.TruthAt(150 * Second).FingerSpO2, 6);
        Assert.Equal(97, wearer.TruthAt(175 * Second).SpO2, 6);
        Assert.Equal(89, wearer.TruthAt(175 * Second).FingerSpO2, 6);
        Assert.Equal(97, wearer.TruthAt(190 * Second).FingerSpO2, 6);
    }

    [Fact]
    public void Fever_warms_the_thermometer_and_hastens_the_heart()
    {
        var wearer = new WaveformWearer(
            new VitalScenario { Episodes = [new(EpisodeKind.Fever, Hour, 5 * Hour, 2)] }, 1);
        VitalTruth ill = wearer.TruthAt(2 * Hour);
        Assert.Equal(38.7, ill.Temperature, 6);
        Assert.Equal(88, ill.HeartRate, 6);
        Assert.InRange(wearer.MilliCelsius(2 * Hour), 38_640, 38_760);
        Assert.InRange(wearer.MilliCelsius(0), 36_640, 36_760);
        Assert.Equal(36.7, wearer.TruthAt(7 * Hour).Temperature, 6);
    }

    [Fact]
    public void Lost_contact_leaves_an_open_window_and_room_temperature()
    {
        var wearer = new WaveformWearer(
            new VitalScenario { Episodes = [new(EpisodeKind.LostContact, Second, Second, 0)] }, 1);
        wearer.Read(3 * Second / 2, out int red, out int infrared);
        Assert.InRange(red, 1400, 1600);
        Assert.InRange(infrared, 1400, 1600);
        Assert.InRange(wearer.MilliCelsius(3 * Second / 2), 22_900, 23_100);
        Assert.False(wearer.TruthAt(3 * Second / 2).Contact);
        wearer.Read(2 * Second, out red, out infrared);
        Assert.True(infrared > 100_000 && red > 80_000);
    }

    [Fact]
    public void Low_perfusion_shrinks_the_pulse()
    {
        var scenario = new VitalScenario
        {
            NoiseCounts = 0, Episodes = [new(EpisodeKind.LowPerfusion, 100 * Second, 100 * Second, 0.3)],
        };
        var wearer = new WaveformWearer(scenario, 1);
        double before = Shares(wearer, 0, 60 * Second).Infrared;
        double during = Shares(wearer, 120 * Second, 180 * Second).Infrared;
        Assert.Equal(5, before / during, 0.3);
    }

    [Fact]
    public void Daily_person_gives_the_levels_and_an_unworn_hour_loses_contact()
    {
        const int firstHour = 20_000 * 24;
        var person = new FeatureWearer(WearerProfile.Draw(4), 4);
        var wearer = new WaveformWearer(
            new VitalScenario { Daily = person, BootUtcMicros = firstHour * Hour }, 4);
        int unworn = 0;
        for (int hour = 0; hour < 24 * 60; hour++)
        {
            HourlyTruth expected = person.At(firstHour + hour);
            VitalTruth actual = wearer.TruthAt(hour * Hour + Hour / 2);
            Assert.Equal(expected.Worn, actual.Contact);
            unworn += expected.Worn ? 0 : 1;
            if (expected.Worn)
            {
                Assert.Equal(expected.HeartRate / 10.0, actual.HeartRate, 6);
                Assert.Equal(expected.BodyTemperature / 1000.0, actual.Temperature, 6);
                Assert.Equal(expected.SpO2 / 10.0, actual.SpO2, 6);
            }
        }
        Assert.True(unworn > 0);
    }

    [Fact]
    public void Through_the_chip_the_light_arrives_as_the_wearer_gives_it()
    {
        var clock = new VirtualClock();
        var wearer = new WaveformWearer(new VitalScenario(), 2);
        var chip = new Max30102Twin(clock, wearer);
        foreach ((byte register, byte value) in new (byte, byte)[]
            { (0x0A, 0x27), (0x0C, 0x24), (0x0D, 0x24), (0x09, 0x03) })
        {
            chip.Write([register, value], 2);
        }
        clock.Advance(10_000);
        byte[] bytes = new byte[6];
        chip.WriteRead([0x07], 1, bytes, 6);
        new WaveformWearer(new VitalScenario(), 2).Read(10_000, out int red, out int infrared);
        Assert.Equal(red, (bytes[0] << 16) | (bytes[1] << 8) | bytes[2]);
        Assert.Equal(infrared, (bytes[3] << 16) | (bytes[4] << 8) | bytes[5]);
    }

    /// <summary>Times of the steepest fall of each beat: one a beat, the dicrotic wave is far less steep.</summary>
    private static List<double> Feet(WaveformWearer wearer, long from, long to)
    {
        const long step = 5_000;
        var light = new List<double>();
        for (long micros = from; micros < to; micros += step)
        {
            wearer.Read(micros, out _, out int infrared);
            light.Add(infrared);
        }
        double[] slope = [.. light.Skip(1).Zip(light, (b, a) => a - b)];
        double steepest = slope.Max();
        var feet = new List<double>();
        int last = int.MinValue / 2;
        for (int i = 20; i < slope.Length - 20; i++)
        {
            bool peak = slope[i] > 0.6 * steepest && i - last > 40;
            if (peak && slope[i] >= slope[(i - 19)..(i + 20)].Max())
            {
                feet.Add(i * step / 1e6);
                last = i;
            }
        }
        return feet;
    }

    private static (double Red, double Infrared) Shares(WaveformWearer wearer, long from, long to)
    {
        (int low, int high, int lowRed, int highRed) = (int.MaxValue, 0, int.MaxValue, 0);
        for (long micros = from; micros < to; micros += 10_000)
        {
            wearer.Read(micros, out int red, out int infrared);
            (low, high) = (Math.Min(low, infrared), Math.Max(high, infrared));
            (lowRed, highRed) = (Math.Min(lowRed, red), Math.Max(highRed, red));
        }
        return ((highRed - lowRed) / wearer.Scenario.RedCounts, (high - low) / wearer.Scenario.InfraredCounts);
    }
}

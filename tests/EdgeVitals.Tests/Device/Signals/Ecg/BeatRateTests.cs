using EdgeVitals.Device;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Tests.Gateway;
using EdgeVitals.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeVitals.Tests.Device.Signals.Ecg;

public sealed class BeatRateTests(ITestOutputHelper output)
{
    private const int Rate = 250;

    [Theory]
    [InlineData(35)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(180)]
    [InlineData(195)]
    public void Even_beats_give_their_rate(int perMinute)
    {
        BeatRate rate = new(1000);
        for (int k = 0; k <= perMinute / 2; k++) rate.Beat(k * 60_000L / perMinute, 90);
        rate.Evaluate(30_000);
        Assert.Equal(0, rate.HeartRateGap);
        Assert.Equal(perMinute, rate.HeartRate / 10.0, 0.3);
        Assert.InRange(rate.HeartRateQuality, 80, 90);
    }

    [Fact]
    public void Silence_loses_the_rate_after_three_seconds()
    {
        BeatRate rate = new(1000);
        for (int k = 0; k <= 20; k++) rate.Beat(k * 800, 90);
        rate.Evaluate(18_900);
        Assert.Equal(750, rate.HeartRate);
        rate.Evaluate(19_100);
        Assert.Equal((0, 0, GapReason.LowQuality), (rate.HeartRate, rate.HeartRateQuality, rate.HeartRateGap));
    }

    [Fact]
    public void Interval_over_a_loss_does_not_count()
    {
        BeatRate rate = new(1000);
        for (int k = 0; k <= 10; k++) rate.Beat(k * 800, 90);
        rate.Break();
        for (int k = 0; k <= 3; k++) rate.Beat(9_500 + k * 800, 90);
        rate.Evaluate(12_000);
        Assert.Equal(750, rate.HeartRate);
    }

    [Fact]
    public void Interval_over_a_loss_does_not_count_even_if_it_is_nearly_a_beats()
    {
        BeatRate rate = new(1000);
        for (int k = 0; k <= 10; k++) rate.Beat(k * 800, 90);
        rate.Break();
        for (int k = 0; k <= 3; k++) rate.Beat(9_000 + k * 800, 90);
        rate.Evaluate(11_500);
        Assert.Equal(750, rate.HeartRate);
    }

    [Fact]
    public void Uneven_beats_that_look_alike_give_a_rate_and_others_do_not()
    {
        // Atrial fibrillation: 0.4..1.2 s.
        int[] intervals = [420, 1100, 650, 480, 900, 1150, 500, 760, 1000, 430, 620, 880, 1190, 540];
        Assert.True(Of(intervals, 92).HeartRateGap == 0);
        Assert.Equal(60_000.0 / intervals[^10..].Average(), Of(intervals, 92).HeartRate / 10.0, 6.0);
        Assert.True(Of(intervals, 40).HeartRateGap == GapReason.LowQuality);

        static BeatRate Of(int[] intervals, int quality)
        {
            BeatRate rate = new(1000);
            long at = 0;
            rate.Beat(at, quality);
            foreach (int interval in intervals) rate.Beat(at += interval, quality);
            rate.Evaluate(at);
            return rate;
        }
    }

    [Fact]
    public void Noise_gives_no_rate()
    {
        int given = 0, seconds = 0;
        for (int seed = 1; seed <= 10; seed++)
        {
            foreach ((_, int value) in Values(new SyntheticEcg(Rate, 300, seed).Muscle(0.2).Microvolts))
            {
                seconds++;
                if (value > 0) given++;
            }
        }
        output.WriteLine($"{given} of {seconds} s of white noise have a rate");
        Assert.True(given <= 0.01 * seconds, $"{given} of {seconds}");
    }

    [Fact]
    public void False_alarm_record_v102s_raises_none_and_a_run_at_180_does()
    {
        // Lead V. Lead II of the file is beyond 12 bit in each complex and wraps around: it gives few values, no alarm.
        (int[] microvolts, int rate, _) = EcgRecords.Load("cinc2015-v102s/v102s", 1);
        Assert.Equal(Rate, rate);
        (long Second, int Value)[] values = [.. Values(microvolts)];
        double coverage = 100.0 * values.Count(v => v.Value > 0) / values.Length;
        output.WriteLine($"v102s V: coverage {coverage:F1} %, "
            + $"highest {values.Max(v => v.Value) / 10.0}, lowest {values.Where(v => v.Value > 0).Min(v => v.Value) / 10.0}");
        Assert.True(coverage >= 90, $"coverage {coverage:F1} %");
        Assert.Empty(Episodes(values));

        (long, int Value)[] second = [.. Values(EcgRecords.Load("cinc2015-v102s/v102s", 0).Microvolts)];
        output.WriteLine($"v102s II: coverage {100.0 * second.Count(v => v.Value > 0) / second.Length:F1} %");
        Assert.Empty(Episodes(second));

        (long Second, int Value)[] fast = [.. Values(WithRun(microvolts, 150, 20))];
        Episode episode = Assert.Single(Episodes(fast));
        Assert.Equal("heart-rate-high", episode.Rule.Id);
        Assert.InRange(episode.Extreme, 170, 190);
        double opened = (episode.OpenedMicros - Start) / 1e6;
        output.WriteLine($"with 20 s at 180 /min from 150 s: alarm at {opened:F0} s, highest {episode.Extreme} /min");
        Assert.InRange(opened, 150, 165);
    }

    private const long Start = 1_800_000_000_000_000;

    /// <summary>The record with a run of its own beats, a third of a second of each, put in at a time.</summary>
    private static int[] WithRun(int[] microvolts, int atSecond, int seconds)
    {
        List<long> beats = EcgRecords.Beats(microvolts, Rate);
        int first = beats.FindIndex(beat => beat > atSecond * Rate);
        int length = Rate / 3;
        int cut = (int)beats[first] - length / 3;
        List<int> run = [];
        for (int k = 0; run.Count < seconds * Rate; k++)
        {
            int from = (int)beats[first + k % 40] - length / 3;
            run.AddRange(microvolts[from..(from + length)]);
        }
        return [.. microvolts[..cut], .. run, .. microvolts[cut..]];
    }

    private static IEnumerable<(long Second, int Value)> Values(int[] microvolts)
    {
        EcgBeatDetector detector = new(Rate);
        BeatRate rate = new(Rate);
        for (int i = 0; i < microvolts.Length; i++)
        {
            if (detector.Push(microvolts[i])) rate.Beat(detector.BeatSample, detector.BeatQuality);
            if ((i + 1) % Rate != 0) continue;
            rate.Evaluate(i + 1);
            yield return ((i + 1) / Rate, rate.HeartRate);
        }
    }

    private static List<Episode> Episodes((long Second, int Value)[] values)
    {
        using TemporaryFolder folder = new();
        using SqliteFile clinic = ClinicFile.Open(folder.Path);
        using GatewayStatus status = new();
        AlarmDesk desk = new(clinic, new GatewayOptions { DataDirectory = folder.Path }, status,
            NullLogger<AlarmDesk>.Instance);
        foreach ((long second, int value) in values)
        {
            if (value == 0) continue;
            long now = Start + second * 1_000_000;
            desk.Evaluate("w1", Channels.HeartRate.Id, [new AlarmSample(now, 1_000_000, value / 10.0)], now);
        }
        return desk.Recent();
    }
}

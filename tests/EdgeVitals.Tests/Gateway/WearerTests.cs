using System.Diagnostics;
using EdgeVitals.Gateway.Alarms;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Gateway;

public sealed class WearerTests
{
    private const int Day = GateHarness.FirstDay;

    [Fact]
    public void Wearer_gets_a_baseline_after_two_weeks_and_the_gap()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        for (int day = Day - 16; day <= Day; day++)
        {
            harness.Wear("w1", day);
        }

        Assert.True(harness.Board.Judge("w1", Day)!.HasBaseline);
        Assert.False(harness.Board.Judge("w1", Day - 1)!.HasBaseline);
        Assert.Equal(14, harness.Board.BaselineDays("w1", Day).Count);
    }

    [Fact]
    public void Wearer_late_frame_changes_the_day_it_belongs_to()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.Board.Apply(GateHarness.Hourly("dev-w1", Day, Channels.HeartRate, 700, 24));
        Assert.True(double.IsNaN(harness.Board.Judge("w1", Day)!.Raw[2]));

        harness.Board.Apply(GateHarness.Hourly("dev-w1", Day, Channels.BodyTemperature, 36_600, 24));

        Assert.Equal(36.601, harness.Board.Judge("w1", Day)!.Raw[2], 6);
    }

    [Theory]
    [InlineData(40, "low quality")]
    [InlineData(90, "implausible")]
    public void Wearer_reading_that_does_not_count_is_not_available(int quality, string why)
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        Frame frame = TestDevice.HeartRate(1, 1, 0, quality == 40 ? 700 : 2600);
        frame.Quality = quality;

        harness.Board.Apply(At(frame, harness));

        Reading reading = harness.Board.Views()[0].HeartRate;
        Assert.False(reading.IsValid);
        Assert.Equal(why, reading.Missing);
    }

    [Fact]
    public void Wearer_frame_that_ends_in_a_gap_has_no_value_and_says_why()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        Frame frame = TestDevice.HeartRate(1, 1, 0, 700);
        Assert.True(frame.AddGap(5, GapReason.NotWorn));

        harness.Board.Apply(At(frame, harness));

        WearerView view = harness.Board.Views()[0];
        Assert.False(view.HeartRate.IsValid);
        Assert.Equal(GapReason.Text(GapReason.NotWorn), view.HeartRate.Missing);
        Assert.True(view.NotWornSince > 0);
    }

    [Fact]
    public void Wearer_silent_for_longer_than_the_limit_is_stale_and_shows_no_value()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.Board.Apply(At(TestDevice.HeartRate(1, 1, 0, 700), harness));
        Assert.Equal(70.0, harness.Board.Views()[0].HeartRate.Value, 9);

        harness.Clock.Now += TimeSpan.FromMinutes(16);

        WearerView view = harness.Board.Views()[0];
        Assert.True(view.IsStale);
        Assert.Equal("stale", view.HeartRate.Missing);
    }

    [Fact]
    public void Wearer_is_stale_in_time_beside_a_makers_sensor_that_reports_by_the_hour()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.Board.Apply(At(TestDevice.HeartRate(1, 1, 0, 700), harness));
        harness.Board.Apply(At(Vendor(2, 3_600_000_000), harness));

        harness.Clock.Now += TimeSpan.FromMinutes(16);

        Assert.Equal("stale", harness.Board.Views()[0].HeartRate.Missing);
    }

    [Fact]
    public void Wearer_is_stale_although_a_makers_sensor_reports_each_second()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.Board.Apply(At(TestDevice.HeartRate(1, 1, 0, 700), harness));
        long last = harness.Board.Views()[0].LastMicros;

        harness.Clock.Now += TimeSpan.FromMinutes(16);
        harness.Board.Apply(At(Vendor(2, 1_000_000), harness));

        WearerView view = harness.Board.Views()[0];
        Assert.True(view.IsStale);
        Assert.Equal(last, view.LastMicros);
        Assert.Single(harness.Board.Tails("w1"));
    }

    [Fact]
    public async Task Wearer_with_history_of_a_makers_channel_is_still_watched_for_silence()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Get<PairingBook>().Pair("d1", "w1", "Wearer");
        Projection projection = gateway.Get<Projection>();
        await projection.Rebuilt.WaitAsync(TestContext.Current.CancellationToken);
        // From here on the test is its loop.
        await projection.StopAsync(TestContext.Current.CancellationToken);
        projection.Take(new JournalFrame("d1", 1, 1, gateway.Now - 10_000_000,
            GateHarness.Bytes(TestDevice.HeartRate(1, 1, 0, 700))));
        gateway.Clock.Now += TimeSpan.FromMinutes(16);

        projection.Take(new JournalFrame("d1", 1, 2, gateway.Now - 7_200_000_000,
            GateHarness.Bytes(Vendor(2, 1_000_000))));
        projection.Tick();
        Assert.Contains(gateway.Get<AlarmDesk>().Open(), e => e.Rule == AlarmRule.Stale);
    }

    [Fact]
    public async Task Wearer_heard_again_is_not_silent_although_older_data_still_follow()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Get<PairingBook>().Pair("d1", "w1", "Wearer");
        Projection projection = gateway.Get<Projection>();
        await projection.Rebuilt.WaitAsync(TestContext.Current.CancellationToken);
        await projection.StopAsync(TestContext.Current.CancellationToken);
        projection.Take(Heart(1, gateway.Now - 10_000_000));
        gateway.Clock.Now += TimeSpan.FromHours(1);
        projection.Tick();
        Assert.Contains(gateway.Get<AlarmDesk>().Open(), e => e.Rule == AlarmRule.Stale);

        // What waited, oldest first: still silent as far as anyone can tell.
        projection.Take(Heart(2, gateway.Now - 3_000_000_000));
        projection.Tick();
        Assert.Contains(gateway.Get<AlarmDesk>().Open(), e => e.Rule == AlarmRule.Stale);
        projection.Take(Heart(3, gateway.Now - 10_000_000));
        projection.Take(Heart(4, gateway.Now - 2_900_000_000));
        projection.Tick();
        Assert.DoesNotContain(gateway.Get<AlarmDesk>().Open(), e => e.Rule == AlarmRule.Stale);

        static JournalFrame Heart(long sequence, long offset) =>
            new("d1", 1, sequence, offset, GateHarness.Bytes(TestDevice.HeartRate(1, sequence, 0, 700)));
    }

    [Fact]
    public void Wearer_history_stays_with_whoever_wore_the_device_then()
    {
        using var harness = new GateHarness();
        harness.Pairing.Pair("dev", "w1", "First");
        long handOver = UtcMicrosOf(harness.Clock.Now);
        harness.Clock.Now += TimeSpan.FromHours(1);
        harness.Pairing.Pair("dev", "w2", "Second");

        Assert.Equal("w1", harness.Pairing.WearerOf("dev", handOver - 1));
        Assert.Equal("w1", harness.Pairing.WearerOf("dev", handOver));
        Assert.Equal("w2", harness.Pairing.WearerOf("dev", handOver + 3_600_000_000));
        Assert.Null(harness.Pairing.WearerOf("other", handOver));
    }

    [Fact]
    public void Wearers_month_of_backfill_lands_whole()
    {
        using var harness = new GateHarness();
        Channel[] channels = [Channels.HeartRate, Channels.SpO2, Channels.BodyTemperature, Channels.RespiratoryRate,
            Channels.Steps];
        int[] levels = [700, 970, 36_600, 150, 300];
        for (int w = 0; w < 25; w++)
        {
            harness.Enroll("w" + w);
        }

        long started = Stopwatch.GetTimestamp();
        for (int w = 0; w < 25; w++)
        {
            for (int c = 0; c < channels.Length; c++)
            {
                for (int part = 0; part < 3; part++)
                {
                    harness.Board.Apply(GateHarness.Hourly(
                        "dev-w" + w, Day - 30 + (10 * part), channels[c], levels[c], 240));
                }
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"25 wearers, 5 channels, 30 days in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");

        for (int w = 0; w < 25; w++)
        {
            JudgedDay judged = harness.Board.Judge("w" + w, Day - 1)!;
            Assert.True(judged.HasBaseline);
            Assert.Equal(1440, judged.WornMinutes);
            Assert.All(judged.Raw, v => Assert.True(double.IsFinite(v)));
        }
    }

    private static long UtcMicrosOf(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / 10;

    private static Frame Vendor(long sequence, long period)
    {
        var frame = new Frame
        {
            BootId = 1, Sequence = sequence, PeriodMicros = period, ChannelId = Channels.VendorFirst, Quality = 90,
        };
        Assert.True(frame.Add(5));
        return frame;
    }

    private static JournalFrame At(Frame frame, GateHarness harness) => new(
        "dev-w1", 1, frame.Sequence, UtcMicrosOf(harness.Clock.Now) - 10_000_000, GateHarness.Bytes(frame));
}

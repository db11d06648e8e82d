using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Screens;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Signals;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Gateway;

/// <summary>What the card says when a device refuses to give a value: never the number of before.</summary>
public sealed class NoReadingTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(GapReason.NoContact, "no contact")]
    [InlineData(GapReason.LowQuality, "low quality")]
    [InlineData(GapReason.NotWorn, "not worn")]
    [InlineData(GapReason.BusFault, "bus fault")]
    public void Gap_takes_the_place_of_the_number_and_says_why_and_since_when(int reason, string why)
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 90 * Second;
        Apply(harness, Channels.HeartRate, 1, start, values: 30, gap: 0, reason);
        Assert.Equal("70", PageText.Value(View(harness).HeartRate, 0));
        Assert.Equal("quality 90 %", PageText.Note(View(harness).HeartRate, Now(harness)));

        // A window that begins well, then one of nothing but the gap: both are one silence.
        Apply(harness, Channels.HeartRate, 2, start + 30 * Second, values: 20, gap: 10, reason);
        Apply(harness, Channels.HeartRate, 3, start + 60 * Second, values: 0, gap: 30, reason);

        Reading reading = View(harness).HeartRate;
        Assert.False(reading.IsValid);
        Assert.Equal(PageText.NoReading, PageText.Value(reading, 0));
        Assert.Equal(start + 50 * Second, reading.MissingSince);
        Assert.Equal($"{why}, 40 s", PageText.Note(reading, Now(harness)));

        Apply(harness, Channels.HeartRate, 4, Now(harness), values: 30, gap: 0, reason);
        Assert.Equal("70", PageText.Value(View(harness).HeartRate, 0));
        Assert.Equal(0, View(harness).HeartRate.MissingSince);
    }

    [Fact]
    public void Wave_of_before_is_not_drawn_when_the_sensor_is_off_or_silent()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 60 * Second;
        Apply(harness, Channels.PlethInfrared, 1, start, values: 30, gap: 0, 0);
        Assert.Equal(30, View(harness).Trace.Length);
        Apply(harness, Channels.PlethInfrared, 2, start + 30 * Second, values: 0, gap: 5, GapReason.NoContact);
        Assert.Empty(View(harness).Trace);
        Apply(harness, Channels.PlethInfrared, 3, start + 35 * Second, values: 10, gap: 0, 0);
        Assert.Equal(10, View(harness).Trace.Length);
        Apply(harness, Channels.PlethInfrared, 4, start + 45 * Second, values: 10, gap: 2, GapReason.NoContact);
        Assert.Empty(View(harness).Trace);
        Apply(harness, Channels.PlethInfrared, 5, start + 57 * Second, values: 3, gap: 0, 0);
        Assert.Equal(3, View(harness).Trace.Length);
        harness.Clock.Now += TimeSpan.FromHours(1);
        Assert.Empty(View(harness).Trace);
    }

    [Fact]
    public void Value_that_is_old_says_so_before_it_is_stale()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 60 * Second;
        Apply(harness, Channels.SpO2, 1, start, values: 30, gap: 0, 0);
        Apply(harness, Channels.SpO2, 2, start + 30 * Second, values: 30, gap: 0, 0);
        Assert.False(View(harness).SpO2.IsAged);

        harness.Clock.Now += TimeSpan.FromSeconds(91);
        Reading aged = View(harness).SpO2;
        Assert.True(aged.IsAged && aged.IsValid);
        Assert.Equal("quality 90 %, 1 min old", PageText.Note(aged, Now(harness)));

        harness.Clock.Now += TimeSpan.FromMinutes(16);
        Reading stale = View(harness).SpO2;
        Assert.Equal(PageText.NoReading, PageText.Value(stale, 0));
        Assert.Equal("stale, 17 min", PageText.Note(stale, Now(harness)));
    }

    [Fact]
    public void Refusal_that_nothing_follows_becomes_stale_too()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        Apply(harness, Channels.HeartRate, 1, Now(harness) - 30 * Second, values: 0, gap: 30, GapReason.NoContact);
        Assert.Equal("no contact, 30 s", PageText.Note(View(harness).HeartRate, Now(harness)));
        harness.Clock.Now += TimeSpan.FromHours(1);
        Assert.StartsWith("stale", PageText.Note(View(harness).HeartRate, Now(harness)), StringComparison.Ordinal);
        Assert.Equal("no data", PageText.Note(View(harness).SpO2, Now(harness)));
    }

    [Fact]
    public void Heart_rate_of_the_electrocardiogram_stands_in_while_the_oximeter_has_none()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 30 * Second;
        Apply(harness, Channels.EcgHeartRate, 1, start, values: 30, gap: 0, 0, value: 640);
        Assert.Equal("64", PageText.Value(View(harness).HeartRate, 0));
        Apply(harness, Channels.HeartRate, 2, start, values: 30, gap: 0, 0);
        Assert.Equal("70", PageText.Value(View(harness).HeartRate, 0));
        Apply(harness, Channels.HeartRate, 3, start + 30 * Second, values: 0, gap: 5, GapReason.NoContact);
        Assert.Equal("64", PageText.Value(View(harness).HeartRate, 0));
        Apply(harness, Channels.EcgHeartRate, 4, start + 30 * Second, values: 0, gap: 5, GapReason.NoContact);
        Assert.Equal("no contact", View(harness).HeartRate.Missing);
        // Electrodes that hang loose are no device that is not worn; the oximeter off the skin is.
        Assert.True(View(harness).NotWornSince > 0);
        Apply(harness, Channels.HeartRate, 5, start + 35 * Second, values: 5, gap: 0, 0);
        Apply(harness, Channels.EcgHeartRate, 6, start + 40 * Second, values: 0, gap: 5, GapReason.NoContact);
        Assert.Equal(0, View(harness).NotWornSince);
    }

    [Fact]
    public void Respiration_of_two_sensors_is_shown_when_they_agree()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 30 * Second;
        Apply(harness, Channels.RespiratoryRate, 1, start, values: 30, gap: 0, 0, value: 140);
        Assert.Equal("14", PageText.Value(View(harness).RespiratoryRate, 0));
        Apply(harness, Channels.EcgRespiratoryRate, 2, start, values: 30, gap: 0, 0, value: 160);
        Assert.Equal("15", PageText.Value(View(harness).RespiratoryRate, 0));
        Apply(harness, Channels.EcgRespiratoryRate, 3, start + 30 * Second, values: 30, gap: 0, 0, value: 280);
        Assert.Equal(PageText.NoReading, PageText.Value(View(harness).RespiratoryRate, 0));
        Assert.Equal("estimates disagree", View(harness).RespiratoryRate.Missing);
    }

    [Fact]
    public async Task Gateway_counts_the_readings_that_devices_refused()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Get<PairingBook>().Pair("dev-w1", "w1", "Wearer");
        Projection projection = gateway.Get<Projection>();
        await projection.Rebuilt.WaitAsync(TestContext.Current.CancellationToken);
        await projection.StopAsync(TestContext.Current.CancellationToken);
        long start = gateway.Now - 60 * Second;

        projection.Take(Stored(Channels.HeartRate, 1, start, 700, 20, 10, GapReason.NoContact));
        projection.Take(Stored(Channels.SpO2, 2, start, 970, 0, 30, GapReason.LowQuality));
        projection.Take(Stored(Channels.BodyTemperature, 3, start, 36_600, 0, 2, GapReason.NotWorn));
        Assert.Equal(42, gateway.Status.ReadingsRefused);
        Assert.Equal(12, gateway.Status.ReadingsOffSkin);
        // Respiration is refused in every short window, whoever wears it.
        projection.Take(Stored(Channels.RespiratoryRate, 7, start, 140, 0, 30, GapReason.NoContact));
        Assert.Equal(72, gateway.Status.ReadingsRefused);
        Assert.Equal(12, gateway.Status.ReadingsOffSkin);

        // Faults of the bus, waves, and hours that were summed up are no refused readings.
        projection.Take(Stored(Channels.HeartRate, 4, start, 700, 20, 10, GapReason.BusFault));
        projection.Take(Stored(Channels.PlethInfrared, 5, start, 9000, 20, 10, GapReason.NoContact));
        JournalFrame hours = Stored(Channels.HeartRate, 6, start, 700, 1, 10, GapReason.NotWorn, UtcMicros.PerHour);
        projection.Take(hours);
        Assert.Equal(12, gateway.Status.ReadingsOffSkin);
        Assert.Equal(72, gateway.Status.ReadingsRefused);
    }

    [Fact]
    public void Steps_counted_on_a_table_do_not_say_that_the_band_is_worn()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 30 * 60 * Second;
        Channel[] vitals = [Channels.HeartRate, Channels.SpO2, Channels.BodyTemperature, Channels.RespiratoryRate];
        long sequence = 0;
        // What a board with an accelerometer sends from the table, half a minute at a time.
        for (long at = start; at < Now(harness); at += 30 * Second)
        {
            int reason = at == start ? GapReason.NoContact : GapReason.NotWorn;
            foreach (Channel channel in vitals)
            {
                Apply(harness, channel, ++sequence, at, values: 0, gap: 30, reason);
            }
            Apply(harness, Channels.Steps, ++sequence, at, values: 30, gap: 0, 0, value: 0, isZero: true);
            Apply(harness, Channels.Activity, ++sequence, at, values: 30, gap: 0, 0, value: 1);
            Apply(harness, Channels.EcgHeartRate, ++sequence, at, values: 0, gap: 30, GapReason.NoContact);
        }
        Assert.Equal(start, View(harness).NotWornSince);
        // A thermometer that settles is no news; a heart rate is.
        Apply(harness, Channels.BodyTemperature, ++sequence, Now(harness), 0, 5, GapReason.LowQuality);
        Assert.Equal(start, View(harness).NotWornSince);
        Apply(harness, Channels.HeartRate, ++sequence, Now(harness), 5, 0, 0);
        Assert.Equal(0, View(harness).NotWornSince);
    }

    [Fact]
    public void Number_of_a_device_that_died_between_two_hourly_windows_is_not_live()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness);
        Apply(harness, Channels.HeartRate, 1, start - UtcMicros.PerHour, values: 30, gap: 0, 0);
        Apply(harness, Channels.HeartRate, 2, start - 30 * Second, values: 30, gap: 0, 0);
        Apply(harness, Channels.PlethInfrared, 3, start - 30 * Second, values: 30, gap: 0, 0);
        Assert.False(View(harness).HeartRate.IsAged || View(harness).IsTraceAged);

        harness.Clock.Now += TimeSpan.FromMinutes(42);
        WearerView view = View(harness);
        Assert.True(view.HeartRate is { IsAged: true, IsValid: true } && view.IsTraceAged);
        Assert.Equal("quality 90 %, 42 min old", PageText.Note(view.HeartRate, Now(harness)));
    }

    [Fact]
    public void Pause_between_reports_is_not_forgotten_for_the_channels_of_one_report()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - UtcMicros.PerHour - 30 * Second;
        Apply(harness, Channels.HeartRate, 1, start, values: 30, gap: 0, 0);
        for (int i = 0; i < 100; i++)
        {
            Apply(harness, i % 2 == 0 ? Channels.SpO2 : Channels.HeartRate, 2 + i, start + UtcMicros.PerHour, 30, 0, 0);
        }
        Assert.Equal(3 * UtcMicros.PerHour, View(harness).StaleMicros);
    }

    [Fact]
    public void Steps_are_shown_as_the_sum_of_what_was_counted()
    {
        long now = 1_800_000_000 * Second;
        var tail = new ChannelTail(Channels.Steps.Id, 0, 0, now - 5 * Second, "", Second, 30 * Second,
            [1, 2, float.NaN, 3, 0]);
        OtherReading shown = OtherReading.Of(tail, null, now, TimeSpan.FromMinutes(15));
        Assert.Equal(("6", "in 4 s, 5 s"), (shown.Value, shown.Note));
        shown = OtherReading.Of(tail with { Missing = "not worn" }, null, now, TimeSpan.FromMinutes(15));
        Assert.Equal(("N/A", "not worn, 5 s"), (shown.Value, shown.Note));
    }

    [Fact]
    public void Feature_without_its_fortnight_has_no_baseline()
    {
        JudgedDay day = new(1, [60, 70, 36.6, 97, 14, 8], [1, 0, 0, 0, 0, 0], 1440, true, true, ["", "", "", "", "", ""])
        {
            BaselineDays = [14, 14, 13, 14, 14, 0],
        };
        Assert.Equal(["+1.0 of own deviation", "0.0 of own deviation", "no baseline", "0.0 of own deviation",
            "0.0 of own deviation", "no baseline"], DayReading.Of(day).Select(r => r.Note));
        Assert.All(DayReading.Of(day with { HasBaseline = false }), r => Assert.Equal("", r.Note));
    }

    [Fact]
    public void Hourly_mean_says_its_age_and_is_not_grey()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - UtcMicros.PerHour;
        harness.Board.Apply(Stored(Channels.HeartRate, 1, start, 700, 1, 0, 0, UtcMicros.PerHour));
        harness.Clock.Now += TimeSpan.FromMinutes(50);
        Assert.False(View(harness).HeartRate.IsAged);
        Assert.Equal("quality 90 %, 50 min old", PageText.Note(View(harness).HeartRate, Now(harness)));
    }

    [Fact]
    public void Heart_rate_of_the_electrocardiogram_from_before_the_refusal_is_a_number_of_before()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 14 * 60 * Second;
        Apply(harness, Channels.EcgHeartRate, 1, start, values: 30, gap: 0, 0, value: 640);
        Apply(harness, Channels.HeartRate, 2, start + 60 * Second, values: 0, gap: 30, GapReason.NoContact);
        Assert.Equal("no contact", View(harness).HeartRate.Missing);
        // Nor is one from the midst of the refusal, when the leads have been silent since.
        Apply(harness, Channels.EcgHeartRate, 3, start + 60 * Second, values: 30, gap: 0, 0, value: 640);
        Assert.Equal(64, View(harness).HeartRate.Value, 6);
        Apply(harness, Channels.HeartRate, 4, start + 90 * Second, values: 0, gap: 300, GapReason.NoContact);
        Assert.Equal("no contact", View(harness).HeartRate.Missing);
    }

    [Fact]
    public void Respiration_of_two_hours_is_not_one_breath()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 14 * 60 * Second;
        Apply(harness, Channels.RespiratoryRate, 1, start, values: 30, gap: 0, 0, value: 140);
        Apply(harness, Channels.EcgRespiratoryRate, 2, start + 90 * Second, values: 30, gap: 0, 0, value: 160);
        Assert.Equal(16, View(harness).RespiratoryRate.Value, 6);
        Apply(harness, Channels.RespiratoryRate, 3, start + 60 * Second, values: 30, gap: 0, 0, value: 140);
        Reading fused = View(harness).RespiratoryRate;
        Assert.Equal(15, fused.Value, 6);
        Assert.Equal(start + 90 * Second, fused.UtcMicros);
        Assert.True(fused.IsAged);
    }

    [Fact]
    public void Silence_of_frames_of_low_quality_is_one_silence()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - 90 * Second;
        for (int i = 0; i < 3; i++)
        {
            harness.Board.Apply(Stored(Channels.HeartRate, i + 1, start + i * 30 * Second, 700, 30, 0, 0, quality: 30));
        }
        Assert.Equal("low quality, 1 min", PageText.Note(View(harness).HeartRate, Now(harness)));
        Assert.Equal(start, View(harness).HeartRate.MissingSince);
    }

    [Fact]
    public void Samples_of_low_quality_frames_enter_no_hour_among_better_ones()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - UtcMicros.PerHour;
        for (int i = 0; i < 12; i++)
        {
            bool isBad = i % 4 == 3;
            harness.Board.Apply(Stored(Channels.HeartRate, i + 1, start + i * 30 * Second, isBad ? 1500 : 700, 30, 0, 0,
                quality: isBad ? 30 : 90));
        }
        HourFeatures hour = harness.Board.Hours("w1", 2)[0];
        Assert.Equal(70, hour.Values[HourlyFeatures.MeanHeartRate], 9);
    }

    [Fact]
    public void Minutes_that_a_device_names_missing_stay_missing_in_the_hour()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - UtcMicros.PerHour;
        for (int minute = 0; minute < 60; minute++)
        {
            long at = start + minute * UtcMicros.PerMinute;
            bool isOff = minute is >= 10 and < 30;
            Apply(harness, Channels.HeartRate, 1 + 2 * minute, at, isOff ? 0 : 60, isOff ? 60 : 0, GapReason.NoContact);
            Apply(harness, Channels.Steps, 2 + 2 * minute, at, isOff ? 0 : 50, isOff ? 60 : 10, GapReason.NoContact,
                value: 2);
        }
        HourFeatures hour = harness.Board.Hours("w1", 2)[0];
        Assert.Equal(40, hour.WornMinutes);
        // 40 minutes of 100 steps, each told for 50 of its 60 seconds: 120 a minute, and none where nobody counted.
        Assert.Equal(4800, hour.Values[HourlyFeatures.Steps], 6);
    }

    [Fact]
    public void Window_of_a_duty_cycled_device_stands_for_its_hour()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long start = Now(harness) - UtcMicros.PerHour;
        Apply(harness, Channels.HeartRate, 1, start, values: 25, gap: 5, GapReason.LowQuality);
        HourFeatures hour = harness.Board.Hours("w1", 2)[0];
        Assert.Equal(60, hour.WornMinutes);
        Assert.Equal(70, hour.Values[HourlyFeatures.MeanHeartRate], 9);
    }

    private static void Apply(GateHarness harness, Channel channel, long sequence, long start, int values, int gap,
        int reason, int value = 0, bool isZero = false)
    {
        int shown = value > 0 || isZero ? value : channel == Channels.HeartRate ? 700 : 970;
        harness.Board.Apply(Stored(channel, sequence, start, shown, values, gap, reason));
    }

    private static JournalFrame Stored(Channel channel, long sequence, long start, int value, int values, int gap,
        int reason, long period = Second, int quality = 90)
    {
        var frame = new Frame
        {
            BootId = 1, Sequence = sequence, PeriodMicros = period, ChannelId = channel.Id,
            ScaleExponent = channel.ScaleExponent, Quality = quality,
        };
        for (int i = 0; i < values; i++)
        {
            Assert.True(frame.Add(value));
        }
        if (gap > 0)
        {
            Assert.True(frame.AddGap(gap, reason));
        }
        return new JournalFrame("dev-w1", 1, sequence, start, GateHarness.Bytes(frame));
    }

    private static WearerView View(GateHarness harness) => harness.Board.Views()[0];

    private static long Now(GateHarness harness) => (harness.Clock.Now - DateTimeOffset.UnixEpoch).Ticks / 10;
}

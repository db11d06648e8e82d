using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Screens;
using EdgeVitals.Gateway.Wearers;
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

        // Faults of the bus, waves, and hours that were summed up are no refused readings.
        projection.Take(Stored(Channels.HeartRate, 4, start, 700, 20, 10, GapReason.BusFault));
        projection.Take(Stored(Channels.PlethInfrared, 5, start, 9000, 20, 10, GapReason.NoContact));
        JournalFrame hours = Stored(Channels.HeartRate, 6, start, 700, 1, 10, GapReason.NotWorn, UtcMicros.PerHour);
        projection.Take(hours);
        Assert.Equal(42, gateway.Status.ReadingsRefused);
    }

    private static void Apply(GateHarness harness, Channel channel, long sequence, long start, int values, int gap,
        int reason, int value = 0)
    {
        int shown = value > 0 ? value : channel == Channels.HeartRate ? 700 : 970;
        harness.Board.Apply(Stored(channel, sequence, start, shown, values, gap, reason));
    }

    private static JournalFrame Stored(Channel channel, long sequence, long start, int value, int values, int gap,
        int reason, long period = Second)
    {
        var frame = new Frame
        {
            BootId = 1, Sequence = sequence, PeriodMicros = period, ChannelId = channel.Id,
            ScaleExponent = channel.ScaleExponent, Quality = 90,
        };
        for (int i = 0; i < values; i++)
        {
            Assert.True(frame.Add(value));
        }
        Assert.True(frame.AddGap(gap, reason));
        return new JournalFrame("dev-w1", 1, sequence, start, GateHarness.Bytes(frame));
    }

    private static WearerView View(GateHarness harness) => harness.Board.Views()[0];

    private static long Now(GateHarness harness) => (harness.Clock.Now - DateTimeOffset.UnixEpoch).Ticks / 10;
}

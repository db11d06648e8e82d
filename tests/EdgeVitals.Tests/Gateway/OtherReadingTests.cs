using EdgeVitals.Federated;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Catalog;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Screens;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Wire;
using MQTTnet;

namespace EdgeVitals.Tests.Gateway;

/// <summary>Channels beside the card's own: kept, named when they are declared, and for the clinic alone.</summary>
public sealed class OtherReadingTests
{
    private const int Own = 32770;
    private const int Day = GateHarness.FirstDay;
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(15);

    private static readonly ChannelDeclaration Humidity = new(
        Channel.Vendor(Own, "skin-humidity", "%", -2, 0, 10000, "", ""), "Skin humidity", ChannelClass.Feature, "M");

    [Fact]
    public async Task Undeclared_channel_is_kept_acknowledged_and_shown_without_unit()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");
        await device.StateClockAsync(1, gateway.Now - 10_000_000);

        await device.PublishAsync(Topics.Live("site", "d1", "skin-humidity"), GateHarness.Bytes(Frame(1, 0, 6150)));
        Assert.Equal("1", await device.NextAckAsync());
        await device.SendAsync(Frame(2, 1_000_000, 6175));
        Assert.Equal("2", await device.NextAckAsync());

        Assert.Equal(2, gateway.Journal.Count());
        Assert.Equal(0, gateway.Status.FramesQuarantined);
        ChannelTail tail = await TailAsync(gateway, points: 2);
        OtherReading shown = OtherReading.Of(tail, null, gateway.Now, StaleAfter);
        Assert.Equal(("undeclared channel 32770", false, "61.75", ""),
            (shown.Title, shown.IsDeclared, shown.Value, shown.Unit));
        // Declared while it runs, what came before is shown properly too.
        shown = OtherReading.Of(tail, Humidity, gateway.Now, StaleAfter);
        Assert.Equal(("Skin humidity", true, "61.75", "%"), (shown.Title, shown.IsDeclared, shown.Value, shown.Unit));
        Assert.StartsWith("M0 22L120 2", shown.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vendor_channel_does_not_pass_for_a_built_in_one()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");

        await device.PublishAsync(Topics.Live("site", "d1", "heart-rate"), GateHarness.Bytes(Frame(1, 0, 6150)));
        await device.SendAsync(Frame(2, 1_000_000, 6175));

        Assert.Equal("2", await device.NextAckAsync());
        Assert.Equal("the channel is not the topic's", Assert.Single(gateway.Journal.Quarantined(9)).Reason);
    }

    [Theory]
    [InlineData(10_000, 90, "100.0", "%")]
    [InlineData(10_001, 90, "N/A", "implausible")]
    [InlineData(-1, 90, "N/A", "implausible")]
    [InlineData(6150, 49, "N/A", "low quality")]
    public void Reading_that_does_not_count_is_not_available(int value, int quality, string shown, string said)
    {
        Frame frame = Frame(1, 0, value);
        frame.Quality = quality;

        OtherReading reading = OtherReading.Of(TailOf(frame), Humidity, 5_000_000, StaleAfter);

        Assert.Equal(shown, reading.Value);
        Assert.Contains(said, reading.Unit + " " + reading.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_says_its_age_its_gap_and_when_it_is_stale()
    {
        Assert.Equal("4 s", OtherReading.Of(TailOf(Frame(1, 0, 6150)), Humidity, 5_000_000, StaleAfter).Note);
        Assert.Equal("stale, 16 min",
            OtherReading.Of(TailOf(Frame(1, 0, 6150)), Humidity, 961_000_000, StaleAfter).Note);
        Frame gap = Frame(1, 0, 6150);
        Assert.True(gap.AddGap(3, GapReason.NoContact));
        OtherReading reading = OtherReading.Of(TailOf(gap), Humidity, 5_000_000, StaleAfter);
        Assert.Equal(("N/A", "no contact, 1 s"), (reading.Value, reading.Note));
    }

    [Fact]
    public void Reading_sent_by_the_hour_is_not_stale_after_a_quarter_of_one()
    {
        var history = new ChannelHistory();
        history.Take(Frame(1, 0, 6150), 0);
        history.Take(Frame(2, 3_600_000_000, 6175), 0);

        OtherReading reading = OtherReading.Of(history.Tail(Own), Humidity, 2 * 3_600_000_000L, StaleAfter);

        Assert.Equal(("61.75", "59 min"), (reading.Value, reading.Note));

        // A frame with days of history is no rhythm in which to wait for the next one.
        history.Take(Frame(3, 100 * 3_600_000_000L, 6175), 0);
        reading = OtherReading.Of(history.Tail(Own), Humidity, 107 * 3_600_000_000L, StaleAfter);
        Assert.Equal(("N/A", "stale, 6 h"), (reading.Value, reading.Note));
    }

    [Fact]
    public void Wave_shows_its_rate_and_a_line_that_a_gap_breaks()
    {
        var frame = new Frame { BootId = 1, PeriodMicros = 40_000, ChannelId = Channels.Ecg.Id, ScaleExponent = -3 };
        frame.Quality = 90;
        frame.Add(0);
        frame.Add(1000);
        frame.AddGap(5, GapReason.Overflow);
        frame.Add(500);
        frame.Add(0);
        ChannelDeclaration ecg = ChannelDeclaration.BuiltIn.Single(d => d.Channel == Channels.Ecg);

        OtherReading reading = OtherReading.Of(TailOf(frame), ecg, 1_000_000, StaleAfter);

        Assert.Equal(("25", "Hz"), (reading.Value, reading.Unit));
        Assert.Equal("M0 22L30 2M90 12L120 22", reading.Line);
    }

    [Fact]
    public void Tail_keeps_the_newest_samples_and_leaves_late_frames_aside()
    {
        var history = new ChannelHistory();
        for (int i = 0; i < 2 * ChannelHistory.Kept; i++)
        {
            history.Take(Frame(i, i * 1_000_000L, i), 0);
        }
        history.Take(Frame(0, 0, 9999), 0);

        ChannelTail tail = history.Tail(Own);

        Assert.Equal(ChannelHistory.Kept, tail.Points.Length);
        Assert.Equal(1.20f, tail.Points[0], 0.001f);
        Assert.Equal(2.39, tail.Value, 9);
    }

    [Fact]
    public void Device_that_makes_up_numbers_does_not_fill_the_memory()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        for (int id = Channels.VendorFirst; id < Channels.VendorFirst + 1000; id++)
        {
            Frame frame = Frame(id, 0, 1);
            frame.ChannelId = id;
            harness.Board.Apply(new JournalFrame("dev-w1", 1, id, 0, GateHarness.Bytes(frame)));
        }

        Assert.Equal(64, harness.Board.Tails("w1").Count);
    }

    [Theory]
    [InlineData("Cel", "°C")]
    [InlineData("{steps}", "steps")]
    [InlineData("{steps}/min", "{steps}/min")]
    [InlineData("uS", "µS")]
    [InlineData("u", "u")]
    [InlineData("1", "")]
    [InlineData("mm[Hg]", "mm[Hg]")]
    public void Unit_is_shown_as_people_write_it(string ucum, string shown) =>
        Assert.Equal(shown, OtherReading.UnitText(ucum));

    /// <summary>Two gates with the same noise: what differs between their updates is the wearer's contribution alone.
    /// </summary>
    [Fact]
    public void Other_readings_change_nothing_of_what_goes_up()
    {
        TaskDefinition[] tasks = [GateHarness.Surveillance(), StandardTasks.AnomalySubspace("tenant", 100, 2)];
        long[][] plain = Updates(_ => { }, tasks);

        long[][] others = Updates(harness =>
        {
            for (int day = Day - 16; day <= Day; day++)
            {
                harness.Board.Apply(GateHarness.Hourly("dev-w1", day, Channels.SkinTemperature, 44_000, 24));
                harness.Board.Apply(GateHarness.Hourly("dev-w1", day, Channels.Activity, 15_000, 24));
                harness.Board.Apply(GateHarness.Hourly("dev-w1", day, Channels.SkinConductance, 90_000, 24));
                harness.Board.Apply(GateHarness.Hourly("dev-w1", day, Humidity.Channel, 9_000, 24));
            }
        }, tasks);
        // A heart that races on the last day does go up, noised: the comparison is not blind.
        long[][] fever = Updates(harness => harness.Board.Apply(GateHarness.Hourly(
            "dev-w1", Day, Channels.BodyTemperature, 40_000, 24)), tasks);

        Assert.Equal(plain, others);
        Assert.NotEqual(plain, fever);
    }

    private static long[][] Updates(Action<GateHarness> more, TaskDefinition[] tasks)
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        harness.WearThrough("w1", Day);
        for (int day = Day - 16; day < Day; day++)
        {
            harness.Board.Apply(GateHarness.Hourly("dev-w1", day, Channels.BodyTemperature, 36_600, 24));
        }
        more(harness);
        return [.. tasks.Select(task => harness.Open(harness.Run(task, Day, out _)!).Vector)];
    }

    private static async Task<ChannelTail> TailAsync(RunningGateway gateway, int points)
    {
        while (true)
        {
            if (gateway.Get<WearerBoard>().Tails("wearer-d1") is [{ } tail] && tail.Points.Length >= points)
            {
                return tail;
            }
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static ChannelTail TailOf(Frame frame)
    {
        var history = new ChannelHistory();
        history.Take(frame, 0);
        return history.Tail(frame.ChannelId);
    }

    private static Frame Frame(long sequence, long startTicks, int value)
    {
        var frame = new Frame
        {
            BootId = 1, Sequence = sequence, StartTicks = startTicks, PeriodMicros = 1_000_000, ChannelId = Own,
            ScaleExponent = -2, Quality = 90,
        };
        Assert.True(frame.Add(value));
        return frame;
    }
}

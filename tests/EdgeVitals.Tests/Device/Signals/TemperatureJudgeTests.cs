using EdgeVitals.Device;
using EdgeVitals.Emulation.Noise;
using EdgeVitals.Wire;
using Xunit;

namespace EdgeVitals.Tests.Device.Signals;

public sealed class TemperatureJudgeTests
{
    private const int Settled = 20;

    [Fact]
    public void Steady_skin_is_a_value_from_the_ninth_second_of_contact()
    {
        int[] reasons = Judged(i => Noisy(36_600, i), 120);
        Assert.All(reasons[..8], reason => Assert.Equal(GapReason.LowQuality, reason));
        Assert.All(reasons[8..], reason => Assert.Equal(0, reason));
    }

    [Fact]
    public void Out_of_contact_is_no_value_and_contact_begins_anew()
    {
        TemperatureJudge judge = new(Channels.BodyTemperature);
        for (int i = 0; i < Settled; i++) judge.Second(36_600, true);
        Assert.Equal(GapReason.NoContact, judge.Second(36_600, false));
        Assert.Equal(GapReason.LowQuality, judge.Second(36_600, true));
    }

    [Fact]
    public void Probe_that_warms_on_the_skin_is_refused_until_it_is_near()
    {
        // Some seconds to minutes of time constant, from the room's 23 to the skin's 36 degrees.
        foreach (double seconds in (double[])[20, 40, 60])
        {
            int Value(int i) => Noisy(36_000 - 13_000 * Math.Exp(-i / seconds), i);
            int[] reasons = Judged(Value, 600);
            int first = Array.IndexOf(reasons, 0);
            double off = 36_000 - (36_000 - 13_000 * Math.Exp(-first / seconds));
            Assert.InRange(36_000 - Value(first), -100, 400);
            Assert.True(first < 8 * seconds, $"{seconds} s: first value after {first} s");
            Assert.All(reasons[(first + 60)..], reason => Assert.Equal(0, reason));
        }
    }

    [Fact]
    public void Probe_that_leaves_the_skin_unseen_gives_no_value_on_its_way_to_the_room()
    {
        foreach (double seconds in (double[])[30, 60, 120, 300])
        {
            TemperatureJudge judge = new(Channels.BodyTemperature);
            for (int i = 0; i < 600; i++) judge.Second(Noisy(36_500, i), true);
            for (int i = 0; i < 1200; i++)
            {
                int value = Noisy(23_000 + 13_500 * Math.Exp(-i / seconds), i);
                int reason = judge.Second(value, true);
                // What is given may be a little off before the fall is seen, never a hypothermia.
                if (reason == 0) Assert.True(value > 36_500 - 600, $"{seconds} s: {value} at {i} s");
            }
        }
    }

    [Fact]
    public void Judge_by_range_and_jump_alone_is_caught()
    {
        // The rule of contact, range and 1 degree a second would give a false hypothermia on the way to the room.
        int wrong = 0;
        double before = 36_500;
        for (int i = 0; i < 1200; i++)
        {
            double value = 23_000 + 13_500 * Math.Exp(-i / 60.0);
            bool given = value >= Channels.BodyTemperature.Minimum && Math.Abs(value - before) <= 1000;
            if (given && value <= 36_500 - 600) wrong++;
            before = value;
        }
        Assert.True(wrong > 30, $"{wrong}");
    }

    [Fact]
    public void Fever_and_its_fall_are_values()
    {
        // 2 degrees up in an hour, as fast as fevers go, and down in two.
        int[] up = Judged(i => Noisy(37_000 + 2000.0 * i / 3600, i), 3600);
        int[] down = Judged(i => Noisy(39_000 - 2000.0 * i / 7200, i), 7200);
        Assert.All(up[Settled..], reason => Assert.Equal(0, reason));
        Assert.All(down[Settled..], reason => Assert.Equal(0, reason));
    }

    [Fact]
    public void Jump_is_refused_until_the_readings_agree_again()
    {
        int[] reasons = Judged(i => i == 50 ? 38_500 : i == 100 ? -40_000 : 36_500, 150);
        Assert.All(reasons[8..50], reason => Assert.Equal(0, reason));
        Assert.All(reasons[50..58], reason => Assert.Equal(GapReason.LowQuality, reason));
        Assert.All(reasons[60..100], reason => Assert.Equal(0, reason));
        Assert.All(reasons[100..108], reason => Assert.Equal(GapReason.LowQuality, reason));
        Assert.Equal(0, reasons[149]);
    }

    [Fact]
    public void Values_out_of_the_channel_are_never_given()
    {
        Assert.DoesNotContain(0, Judged(_ => Channels.BodyTemperature.Minimum - 1, 100));
        Assert.DoesNotContain(0, Judged(_ => Channels.BodyTemperature.Maximum + 1, 100));
    }

    private static int[] Judged(Func<int, int> value, int seconds)
    {
        TemperatureJudge judge = new(Channels.BodyTemperature);
        return [.. Enumerable.Range(0, seconds).Select(i => judge.Second(value(i), true))];
    }

    // Ten thousandths of a degree, as a TMP117 shows.
    private static int Noisy(double milliCelsius, int index) =>
        (int)Math.Round(milliCelsius + 10 * new SeededNoise(5).Normal(1, index));

    [Fact]
    public void Probe_that_was_lifted_does_not_teach_its_room_as_the_level_of_skin()
    {
        TemperatureJudge judge = new(Channels.BodyTemperature);
        for (int i = 0; i < 600; i++) judge.Second(34_000, true);
        int given = 0;
        for (int i = 0; i < 1_500; i++)
        {
            int cooling = (int)(28_000 + 6_000 * Math.Exp(-i / 60.0));
            if (judge.Second(cooling, true) == 0 && cooling < 32_000) given++;
        }
        Assert.Equal(0, given);
    }
}

using System.Reflection;
using EdgeVitals.Federated;
using EdgeVitals.Gateway;
using EdgeVitals.Gateway.Anomaly;
using EdgeVitals.Gateway.Journal;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Screens;
using EdgeVitals.Gateway.Training;
using EdgeVitals.Gateway.Wearers;
using EdgeVitals.Signals;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Gateway;

/// <summary>What the page shows, what is scored and what training contributes of a day are the same numbers, made in
/// one place.</summary>
public sealed class OneDefinitionTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Channel[] Shown = [Channels.HeartRate, Channels.BodyTemperature, Channels.SpO2,
        Channels.RespiratoryRate, Channels.Steps];

    [Fact]
    public async Task Page_score_and_contribution_of_a_day_are_the_features_of_the_library()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Get<PairingBook>().Pair("dev-w1", "w1", "Wearer");
        await gateway.Get<AnomalyWatch>().StopAsync(TestContext.Current.CancellationToken);
        WearerBoard board = gateway.Get<WearerBoard>();
        int today = UtcMicros.Day(gateway.Now), judged = today - 1;
        for (int day = judged - 20; day <= judged; day++)
        {
            foreach (Channel channel in Shown)
            {
                board.Apply(Frame(day, channel));
            }
        }

        // The same by the library alone, from the numbers that went into the frames: the days up to the gap.
        int last = Baseline.WindowFor(judged).Last;
        Baseline baseline = Baseline.From(
            [.. Enumerable.Range(judged - 20, last - judged + 21).Select(d => Features(d).Values)]);
        DayFeatures features = Features(judged);
        double[] z = baseline.Standardise(features.Values);
        Assert.All(features.Values, v => Assert.True(double.IsFinite(v)));
        Assert.Contains(z, v => v != 0);

        JudgedDay day1 = board.Judge("w1", judged)!;
        Assert.Equal(features.Values, DayReading.Of(day1).Select(l => l.Value));
        Assert.Equal(z.Select(v => v.ToString("+0.0;-0.0;0.0", System.Globalization.CultureInfo.InvariantCulture)
            + " of own deviation"), DayReading.Of(day1).Select(l => l.Note));

        var ear = new Listener();
        gateway.Get<AnomalyModels>().UseOwn(ear);
        Assert.True(gateway.Get<AnomalyWatch>().Run());
        Assert.Equal(z, ear.Heard[0]);

        var source = new ContributionSource(board);
        TaskDefinition task = StandardTasks.SurveillanceDaily("tenant", 100, 2);
        Assert.Equal(ContributionEncoder.Indicators(
            task, Indicators.Compute(features.WornMinutes, z, features.Values)).Vector,
            source.For("w1", task, judged).Vector);
        task = StandardTasks.AnomalySubspace("tenant", 100, 2);
        Assert.Equal(ContributionEncoder.SecondMoment(task, z).Vector, source.For("w1", task, judged).Vector);
    }

    [Fact]
    public void Hours_of_the_page_are_the_features_of_the_library()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        int day = UtcMicros.Day(Micros(harness.Clock.Now));
        foreach (Channel channel in Shown)
        {
            harness.Board.Apply(Frame(day, channel));
        }

        List<HourFeatures> hours = harness.Board.Hours("w1", 24);

        Assert.Equal(24, hours.Count);
        Assert.Equal(Micros(harness.Clock.Now) / UtcMicros.PerHour, hours[^1].Hour);
        foreach (HourFeatures hour in hours)
        {
            HourFeatures expected = HourlyFeatures.Compute(hour.Hour, Bins(day));
            Assert.Equal(expected.Values, hour.Values);
            Assert.Equal(expected.Present, hour.Present);
        }
        Assert.Contains(hours, h => h.WornMinutes == 60);
    }

    [Fact]
    public void Respiration_of_two_sensors_is_one_rule_on_the_card_and_in_the_hour()
    {
        using var harness = new GateHarness();
        harness.Enroll("w1");
        long hour = Micros(harness.Clock.Now) / UtcMicros.PerHour;
        // Ten minutes of both, ten of one alone, ten that disagree; the last of each is what the card shows.
        (int Oximeter, int Ecg, double Expected)[] parts =
            [(140, 160, 15), (0, 180, 18), (140, 0, 14), (140, 280, double.NaN)];
        long minute = (hour - 1) * 60;
        foreach ((int oximeter, int ecg, double expected) in parts)
        {
            using var card = new GateHarness();
            card.Enroll("w1");
            foreach ((Channel channel, int value) in
                ((Channel, int)[])[(Channels.RespiratoryRate, oximeter), (Channels.EcgRespiratoryRate, ecg)])
            {
                for (int i = 0; i < 10 && value > 0; i++)
                {
                    harness.Board.Apply(Minute(minute + i, channel, value));
                    card.Board.Apply(Minute(Micros(card.Clock.Now) / UtcMicros.PerMinute - 10 + i, channel, value));
                }
            }
            Assert.Equal(expected, card.Board.Views()[0].RespiratoryRate.Value, 9);
            minute += 10;
        }
        HourFeatures features = harness.Board.Hours("w1", 2)[0];
        Assert.Equal((15 + 18 + 14) / 3.0, features.Values[HourlyFeatures.RespiratoryRate], 9);
        Assert.Equal(0.5, features.Present[HourlyFeatures.RespiratoryRate], 9);

        static JournalFrame Minute(long minute, Channel channel, int value)
        {
            var frame = new Frame
            {
                BootId = 1, Sequence = minute, PeriodMicros = 1_000_000, ChannelId = channel.Id,
                ScaleExponent = channel.ScaleExponent, Quality = 90,
            };
            for (int i = 0; i < 60; i++)
            {
                Assert.True(frame.Add(value));
            }
            return new JournalFrame("dev-w1", 1, minute, minute * UtcMicros.PerMinute, GateHarness.Bytes(frame));
        }
    }

    [Fact]
    public void Features_are_made_in_the_library_alone_and_asked_for_in_one_place()
    {
        Assert.Empty(Callers(m => m is ConstructorInfo && m.DeclaringType is { } made
            && (made == typeof(DayFeatures) || made == typeof(HourFeatures))));
        string[] places = [.. Callers(m => m.Name == "Compute"
            && (m.DeclaringType == typeof(DailyFeatures) || m.DeclaringType == typeof(HourlyFeatures)))];
        // Found at all, or the search would pass for being blind.
        Assert.Equal(["WearerState"], places);
        // A record's own copy constructor has one parameter.
        Assert.Equal(["WearerState"], Callers(
            m => m is ConstructorInfo && m.DeclaringType == typeof(JudgedDay) && m.GetParameters().Length > 1));
    }

    [Fact]
    public async Task Frame_that_comes_twice_counts_once()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using TestDevice device = await gateway.DeviceAsync("d1");
        long hour = gateway.Now / UtcMicros.PerHour - 2;
        await device.StateClockAsync(1, hour * UtcMicros.PerHour);
        var steps = new Frame
        {
            BootId = 1, Sequence = 1, PeriodMicros = UtcMicros.PerHour, ChannelId = Channels.Steps.Id, Quality = 100,
        };
        Assert.True(steps.Add(800));
        for (int i = 0; i < 3; i++)
        {
            await device.SendAsync(steps);
            Assert.Equal("1", await device.NextAckAsync());
        }
        WearerBoard board = gateway.Get<WearerBoard>();
        // Of the same device, sent after the others: when it is shown, they are.
        await device.SendAsync(TestDevice.HeartRate(1, 2, 0, 700));
        Assert.Equal("2", await device.NextAckAsync());
        await gateway.Get<Projection>().AppliedAsync(2, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(800, board.Hours("wearer-d1", 3)[0].Values[HourlyFeatures.Steps], 6);
        Assert.Equal(2, gateway.Status.FramesDuplicated);
    }

    /// <summary>A value that differs by channel, day and hour.</summary>
    private static int Value(int day, Channel channel, int hour) => channel.Id switch
    {
        1 => 620 + (day * 7 % 23) + 10 * hour,
        2 => 960 + ((day + hour) % 20),
        3 => 36_300 + (day * 11 % 200) + 10 * hour,
        4 => 130 + ((day * 3 + hour) % 30),
        _ => (day * 13 % 50) + 100 * (hour % 12),
    };

    private static JournalFrame Frame(int day, Channel channel)
    {
        var frame = new Frame
        {
            BootId = 1, Sequence = day, PeriodMicros = UtcMicros.PerHour, ChannelId = channel.Id,
            ScaleExponent = channel.ScaleExponent, Quality = 90,
        };
        for (int hour = 0; hour < 24; hour++)
        {
            Assert.True(frame.Add(Value(day, channel, hour)));
        }
        return new JournalFrame("dev-w1", 1, day, day * UtcMicros.PerDay, GateHarness.Bytes(frame));
    }

    private static DayFeatures Features(int day) => DailyFeatures.Compute(day, Bins(day));

    private static DailyBins Bins(int day) => new()
    {
        HeartRate = Bins(day, Channels.HeartRate), SpO2 = Bins(day, Channels.SpO2),
        BodyTemperature = Bins(day, Channels.BodyTemperature), RespiratoryRate = Bins(day, Channels.RespiratoryRate),
        Steps = Bins(day, Channels.Steps),
    };

    private static FeatureBin[] Bins(int day, Channel channel) => [.. Enumerable.Range(0, 24).Select(hour =>
    {
        double value = Value(day, channel, hour) * Math.Pow(10, channel.ScaleExponent);
        return new FeatureBin(day * 1440L + hour * 60, 60, 1, value, value, value, 90);
    })];

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / 10;

    /// <summary>Types of the gateway whose code calls such a method, hidden classes under their owner.</summary>
    private static string[] Callers(Func<MethodBase, bool> which) => [.. typeof(GatewayHost).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods(All).Cast<MethodBase>().Concat(t.GetConstructors(All)))
        .Where(m => Called(m).Any(which)).Select(m => Owner(m.DeclaringType!).Name).Distinct().Order()];

    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[]? ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int i = 0; i + 4 < code.Length; i++)
        {
            // call, callvirt, newobj; a byte that only looks like one gives a token that is no method.
            if (code[i] is not (0x28 or 0x6F or 0x73))
            {
                continue;
            }
            MethodBase? target = null;
            try
            {
                target = method.Module.ResolveMethod(BitConverter.ToInt32(code, i + 1), ofType, ofMethod);
            }
            catch (Exception exception) when (exception is ArgumentException or BadImageFormatException)
            {
                // Not a token.
            }
            if (target is not null)
            {
                yield return target;
            }
        }
    }

    private static Type Owner(Type type)
    {
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
        {
            type = outer;
        }
        return type;
    }

    /// <summary>A model that remembers what it was asked to score.</summary>
    private sealed class Listener : IDayModel
    {
        public List<double[]> Heard { get; } = [];

        public string Name => "listener";

        public double Score(ReadOnlySpan<double> standardised)
        {
            Heard.Add(standardised.ToArray());
            return 0;
        }

        public void Dispose()
        {
        }
    }
}

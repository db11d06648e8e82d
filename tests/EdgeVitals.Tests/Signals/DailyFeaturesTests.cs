using EdgeVitals.Signals;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Signals;

public sealed class DailyFeaturesTests
{
    private const int Day = 20_000;
    private const long DayStart = Day * 1440L;

    [Fact]
    public void Compute_of_24_hourly_bins_gives_the_hand_computed_features()
    {
        // Heart rate 50 + hour: the six night hours are 50..55, median 52.5; the day's mean is 61.5.
        DayFeatures features = DailyFeatures.Compute(Day, new DailyBins
        {
            HeartRate = Hours(hour => 50 + hour),
            SpO2 = Hours(_ => 97),
            BodyTemperature = Hours(hour => hour < 12 ? 36.4 : 36.8),
            RespiratoryRate = Hours(_ => 14),
            Steps = Hours(hour => hour is >= 8 and < 18 ? 800 : 0),
        });

        Assert.Equal(1440, features.WornMinutes);
        Assert.Equal(52.5, features.Values[DailyFeatures.RestingHeartRate], 9);
        Assert.Equal(61.5, features.Values[DailyFeatures.MeanHeartRate], 9);
        Assert.Equal(36.6, features.Values[DailyFeatures.Temperature], 9);
        Assert.Equal(97, features.Values[DailyFeatures.SpO2], 9);
        Assert.Equal(14, features.Values[DailyFeatures.RespiratoryRate], 9);
        Assert.Equal(Math.Log(8001), features.Values[DailyFeatures.LogSteps], 9);
        Assert.Equal(DailyFeatures.Dimension, DailyFeatures.Names.Length);
    }

    [Fact]
    public void Compute_of_nothing_is_NaN_and_not_worn()
    {
        DayFeatures features = DailyFeatures.Compute(Day, new DailyBins());

        Assert.Equal(0, features.WornMinutes);
        Assert.All(features.Values, value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Compute_with_too_few_minutes_is_NaN_and_counts_them_as_worn()
    {
        // Two night hours and two day hours: below half of the night and below six hours of the day.
        FeatureBin[] few = [.. Hours(_ => 60).Where((_, hour) => hour is 0 or 1 or 12 or 13)];
        DayFeatures features = DailyFeatures.Compute(Day, new DailyBins { HeartRate = few, Steps = few });

        Assert.Equal(240, features.WornMinutes);
        Assert.True(double.IsNaN(features.Values[DailyFeatures.RestingHeartRate]));
        Assert.True(double.IsNaN(features.Values[DailyFeatures.MeanHeartRate]));
        Assert.True(double.IsNaN(features.Values[DailyFeatures.LogSteps]));
    }

    [Fact]
    public void Compute_leaves_out_bins_of_low_quality_and_of_other_days()
    {
        FeatureBin[] bins =
        [
            .. Hours(_ => 60),
            new FeatureBin(DayStart - 60, 60, 1, 500, 500, 500, 100),
            new FeatureBin(DayStart + 1440, 60, 1, 500, 500, 500, 100),
            new FeatureBin(DayStart + 720, 1, 1, 500, 500, 500, DailyFeatures.MinimumQuality - 1),
        ];
        DayFeatures features = DailyFeatures.Compute(Day, new DailyBins { HeartRate = bins });

        Assert.Equal(60, features.Values[DailyFeatures.MeanHeartRate], 9);
        Assert.Equal(1440, features.WornMinutes);
    }

    [Fact]
    public void Compute_lets_the_shorter_bin_speak_for_a_minute_in_either_order()
    {
        FeatureBin minute = new(DayStart + 12 * 60, 1, 10, 120, 110, 130, 100);
        IReadOnlyList<FeatureBin> hours = Hours(_ => 60);
        double expected = (60.0 * 1439 + 120) / 1440;

        double after = Mean([.. hours, minute]);
        double before = Mean([minute, .. hours]);

        Assert.Equal(expected, after, 9);
        Assert.Equal(expected, before, 9);

        static double Mean(FeatureBin[] bins) => DailyFeatures.Compute(Day, new DailyBins { HeartRate = bins })
            .Values[DailyFeatures.MeanHeartRate];
    }

    [Fact]
    public void Compute_counts_steps_once_whether_they_come_by_the_minute_or_by_the_hour()
    {
        FeatureBin[] minutes = [.. Enumerable.Range(0, 1440)
            .Select(m => new FeatureBin(DayStart + m, 1, 60, 0.1, 0, 1, 100))];
        DailyBins byMinute = new() { HeartRate = Hours(_ => 70), Steps = minutes };
        DailyBins byHour = new() { EcgHeartRate = Hours(_ => 70), Steps = Hours(_ => 360) };

        Assert.Equal(Math.Log(8641), DailyFeatures.Compute(Day, byMinute).Values[DailyFeatures.LogSteps], 9);
        Assert.Equal(Math.Log(8641), DailyFeatures.Compute(Day, byHour).Values[DailyFeatures.LogSteps], 9);
    }

    [Fact]
    public void Compute_of_half_a_minute_in_each_hour_gives_no_steps_of_the_day()
    {
        DailyBins spots = Seen() with
        {
            Steps = [.. Hours(_ => 1).Select(bin => bin with { MeasuredShare = 30 / 3600.0 })],
        };
        DailyBins most = Seen() with
        {
            Steps = [.. Hours(_ => 270).Select(bin => bin with { MeasuredShare = 0.75 })],
        };

        Assert.True(double.IsNaN(DailyFeatures.Compute(Day, spots).Values[DailyFeatures.LogSteps]));
        Assert.Equal(Math.Log(8641), DailyFeatures.Compute(Day, most).Values[DailyFeatures.LogSteps], 9);
    }

    [Fact]
    public void Compute_counts_no_steps_of_a_device_on_a_table()
    {
        var coverage = new ChannelCoverage();
        coverage.Add(DayStart * 60_000_000, 86_400_000_000, GapReason.NotWorn);
        DailyBins table = new() { Steps = Hours(_ => 0), HeartRateCoverage = coverage };
        // Worn from 8 to 20, the night on the table: the twelve hours' steps are the day's.
        DailyBins day = table with
        {
            Steps = Hours(hour => hour is >= 8 and < 20 ? 500 : 3),
            HeartRate = [.. Hours(_ => 70).Where((_, hour) => hour is >= 8 and < 20)],
        };

        DayFeatures none = DailyFeatures.Compute(Day, table);
        Assert.True(double.IsNaN(none.Values[DailyFeatures.LogSteps]));
        Assert.Equal("not worn", none.Missing[DailyFeatures.LogSteps]);
        Assert.Equal(Math.Log(6001), DailyFeatures.Compute(Day, day).Values[DailyFeatures.LogSteps], 9);
        Assert.True(double.IsNaN(HourlyFeatures.Compute(Day * 24L, day).Values[HourlyFeatures.Steps]));
        Assert.Equal(500, HourlyFeatures.Compute(Day * 24L + 8, day).Values[HourlyFeatures.Steps], 9);
    }

    private static DailyBins Seen() => new() { HeartRate = Hours(_ => 70) };

    private static FeatureBin[] Hours(Func<int, double> value) => [.. Enumerable.Range(0, 24).Select(hour =>
        new FeatureBin(DayStart + 60 * hour, 60, 1, value(hour), value(hour), value(hour), 100))];
}

using EdgeVitals.Signals;
using EdgeVitals.Wire;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Signals;

public sealed class HourlyFeaturesTests
{
    private const int Day = 20_000;
    private const long Hour = Day * 24L + 8;
    private const long Start = Hour * 60;
    private const long MicrosPerMinute = 60_000_000;
    private int _asked;
    private int _passedOver;

    [Fact]
    public void Compute_of_sixty_minutes_gives_the_hand_computed_features()
    {
        // 60..119 by the minute: mean 89.5, median 89.5, the lowest five in a row are the first, mean 62.
        HourFeatures features = HourlyFeatures.Compute(Hour, new DailyBins
        {
            HeartRate = Minutes(m => 60 + m),
            SpO2 = Minutes(m => m < 30 ? 96 : 98),
            BodyTemperature = Minutes(_ => 36.6),
            RespiratoryRate = Minutes(_ => 14),
            Steps = Minutes(m => m < 10 ? 100 : 0),
        }, Beats(40, IntervalSource.Ecg, 4));

        double[] expected = [89.5, 89.5, 62, 20, 97, 36.6, 14, 1000];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], features.Values[i], 9);
            Assert.Equal(1, features.Present[i], 9);
            Assert.Equal("", features.Missing[i]);
        }
        Assert.Equal(60, features.WornMinutes);
        Assert.Equal(HourlyFeatures.Dimension, HourlyFeatures.Names.Length);
    }

    [Fact]
    public void Compute_of_nothing_is_NaN_with_its_reason()
    {
        HourFeatures features = HourlyFeatures.Compute(Hour, new DailyBins());
        Assert.All(features.Values, v => Assert.True(double.IsNaN(v)));
        Assert.All(features.Missing.Where((_, i) => i != HourlyFeatures.Rmssd), m => Assert.Equal("no data", m));
        Assert.Equal(Missingness.NoIntervals, features.Missing[HourlyFeatures.Rmssd]);
        Assert.Equal(0, features.WornMinutes);
    }

    [Theory]
    [InlineData(40, IntervalSource.Ppg, 40, "beats known to 40 ms only")]
    [InlineData(20, IntervalSource.Ecg, 4, "20 accepted intervals of 30 needed")]
    [InlineData(1, IntervalSource.Ecg, 4, "1 intervals; variability needs 2 or more")]
    public void Compute_shows_rmssd_through_its_gate_only(int beats, IntervalSource source, double step, string why)
    {
        HourFeatures features = HourlyFeatures.Compute(Hour, new DailyBins(), Beats(beats, source, step));
        Assert.True(double.IsNaN(features.Values[HourlyFeatures.Rmssd]));
        Assert.Equal(why, features.Missing[HourlyFeatures.Rmssd]);
    }

    [Fact]
    public void Compute_names_what_the_device_says_of_the_time_without_a_value()
    {
        var coverage = new ChannelCoverage();
        coverage.Add(Start * MicrosPerMinute, 3 * MicrosPerMinute, 0);
        coverage.Add((Start + 3) * MicrosPerMinute, 40 * MicrosPerMinute, GapReason.NoContact);
        coverage.Add((Start + 43) * MicrosPerMinute, 10 * MicrosPerMinute, GapReason.LowQuality);
        DailyBins bins = new()
        {
            HeartRate = [.. Minutes(_ => 70).Take(3)], HeartRateCoverage = coverage,
            SpO2 = [.. Minutes(_ => 97).Take(3)],
        };

        HourFeatures features = HourlyFeatures.Compute(Hour, bins);

        Assert.Equal("no contact", features.Missing[HourlyFeatures.MeanHeartRate]);
        Assert.Equal(0.05, features.Present[HourlyFeatures.MeanHeartRate], 9);
        Assert.Equal(Missingness.TooFew, features.Missing[HourlyFeatures.SpO2]);
        Assert.Equal("no contact", DailyFeatures.Compute(Day, bins).Missing[DailyFeatures.MeanHeartRate]);
        Assert.Equal(new Coverage(180, 3000, GapReason.NoContact), coverage.Hour(Hour));
        Assert.Equal(180 / 3180.0, coverage.Hour(Hour).Share, 12);
    }

    [Fact]
    public void Compute_takes_the_electrocardiogram_in_the_minutes_without_the_oximeter()
    {
        DailyBins bins = new()
        {
            HeartRate = [.. Minutes(_ => 60).Where((_, m) => m < 30)],
            EcgHeartRate = Minutes(_ => 90),
            EcgRespiratoryRate = Minutes(_ => 12),
        };
        HourFeatures features = HourlyFeatures.Compute(Hour, bins);
        Assert.Equal(75, features.Values[HourlyFeatures.MeanHeartRate], 9);
        Assert.Equal(60, features.WornMinutes);
        Assert.Equal(12, features.Values[HourlyFeatures.RespiratoryRate], 9);
    }

    [Fact]
    public void Hour_of_a_summer_time_change_has_sixty_minutes_like_any_other()
    {
        // 2026-03-29T01:00Z, when clocks in Europe jump: 20541 days and one hour.
        const long hour = 20_541L * 24 + 1;
        FeatureBin[] bins = [.. Enumerable.Range(-120, 300).Select(m =>
            new FeatureBin(hour * 60 + m, 1, 1, m, m, m, 100))];
        HourFeatures features = HourlyFeatures.Compute(hour, new DailyBins { HeartRate = bins });
        Assert.Equal(60, features.WornMinutes);
        Assert.Equal(29.5, features.Values[HourlyFeatures.MeanHeartRate], 9);
        Assert.Equal(2, features.Values[HourlyFeatures.LowestHeartRate], 9);
    }

    [Property(MaxTest = 10_000)]
    public Property Day_is_the_minute_weighted_mean_of_its_hours() => Prop.ForAll(WornDays(), bins =>
    {
        // One definition: hours and day paint the same minutes. An hour below its minimum still counts for the day, so
        // the hours are asked by their minutes.
        DailyBins day = new() { HeartRate = bins, SpO2 = bins };
        DayFeatures whole = DailyFeatures.Compute(Day, day);
        HourFeatures[] hours = [.. Enumerable.Range(0, 24).Select(h => HourlyFeatures.Compute(Day * 24L + h, day))];
        int worn = hours.Sum(h => h.WornMinutes);
        bool isAsked = worn >= DailyFeatures.MinimumMeanMinutes
            && hours.All(h => h.WornMinutes is 0 or >= HourlyFeatures.MinimumMinutes);
        Count(isAsked);
        if (worn != whole.WornMinutes || !isAsked)
        {
            return worn == whole.WornMinutes;
        }
        double mean = hours.Where(h => h.WornMinutes > 0)
            .Sum(h => h.Values[HourlyFeatures.MeanHeartRate] * h.WornMinutes) / worn;
        return Math.Abs(mean - whole.Values[DailyFeatures.MeanHeartRate]) < 1e-9
            && Math.Abs(mean - whole.Values[DailyFeatures.SpO2]) < 1e-9;
    });

    [Fact]
    public void Days_of_that_property_are_mostly_worn_enough_to_be_asked()
    {
        _asked = _passedOver = 0;
        Day_is_the_minute_weighted_mean_of_its_hours().QuickCheckThrowOnFailure();
        Assert.True(_asked > 4 * _passedOver, $"{_asked} days were asked, {_passedOver} were not");
    }

    [Property(MaxTest = 2_000)]
    public Property Features_do_not_depend_on_the_order_of_arrival() => Prop.ForAll(Days(), bins =>
    {
        FeatureBin[] late = [.. bins.Reverse()];
        return HourlyFeatures.Compute(Hour, new DailyBins { HeartRate = bins }).Values.SequenceEqual(
            HourlyFeatures.Compute(Hour, new DailyBins { HeartRate = late }).Values);
    });

    [Fact]
    public void Coverage_of_time_over_midnight_belongs_to_both_days()
    {
        var coverage = new ChannelCoverage();
        long midnight = (Day + 1) * 1440L * MicrosPerMinute;
        coverage.Add(midnight - 90 * MicrosPerMinute, 120 * MicrosPerMinute, GapReason.NotWorn);
        Assert.Equal(90 * 60, coverage.Day(Day).MissingSeconds);
        Assert.Equal(30 * 60, coverage.Day(Day + 1).MissingSeconds);
        Assert.Equal(3600, coverage.Hour(Day * 24L + 23).MissingSeconds);
        Assert.Equal(1800, coverage.Hour(Day * 24L + 22).MissingSeconds);
        coverage.Trim(Day + 1);
        Assert.Equal(default, coverage.Day(Day));
    }

    [Fact]
    public void Coverage_keeps_the_newest_hours_and_no_late_one_takes_their_place()
    {
        var coverage = new ChannelCoverage();
        for (int hour = 0; hour < 720; hour++)
        {
            coverage.Add((Hour + hour) * 60 * MicrosPerMinute, (hour % 60 + 1) * MicrosPerMinute, 0);
        }
        for (int hour = 720 - 24 * ChannelCoverage.HourDays; hour < 720; hour++)
        {
            Assert.Equal(60 * (hour % 60 + 1), coverage.Hour(Hour + hour).MeasuredSeconds);
        }
        Assert.Equal(default, coverage.Hour(Hour + 600));
        Assert.Equal(default, coverage.Hour(Hour + 720));

        coverage.Add((Hour + 600) * 60 * MicrosPerMinute, 60 * MicrosPerMinute, GapReason.NotWorn);
        Assert.Equal(0, coverage.Hour(Hour + 696).MissingSeconds);
        Assert.Equal(3600, coverage.Day((int)((Hour + 600) / 24)).MissingSeconds);
    }

    [Fact]
    public void Coverage_of_an_endless_gap_is_cut_to_what_is_kept()
    {
        var coverage = new ChannelCoverage();
        coverage.Add(0, 1L << 53, GapReason.NotWorn);
        int last = (int)((1L << 53) / (1440 * MicrosPerMinute));
        Assert.Equal(86_400, coverage.Day(last - 1).MissingSeconds);
        Assert.Equal(default, coverage.Day(last - 60));
    }

    private static FeatureBin[] Minutes(Func<int, double> value) => [.. Enumerable.Range(0, 60).Select(m =>
        new FeatureBin(Start + m, 1, 1, value(m), value(m), value(m), 100))];

    /// <summary>Intervals whose successive differences are all 20 ms.</summary>
    private static HourIntervals Beats(int count, IntervalSource source, double step) =>
        new(Enumerable.Range(0, count).Select(i => 800.0 + 20 * (i % 2)).ToArray(), source, step);

    private void Count(bool isAsked)
    {
        _asked += isAsked ? 1 : 0;
        _passedOver += isAsked ? 0 : 1;
    }

    /// <summary>Days of hourly bins of which some hours are missing, with shorter bins of five minutes and more over
    /// them: so that no hour has fewer minutes than its mean needs.</summary>
    private static Arbitrary<FeatureBin[]> WornDays() =>
        (from first in Gen.Choose(40, 140).ArrayOf(24)
         from worn in Gen.Choose(0, 3).ArrayOf(24)
         from count in Gen.Choose(0, 40)
         from starts in Gen.Choose(0, 1439).ArrayOf(count)
         from lengths in Gen.Elements(5, 30).ArrayOf(count)
         from values in Gen.Choose(40, 140).ArrayOf(count)
         from qualities in Gen.Choose(40, 100).ArrayOf(count)
         select Enumerable.Range(0, 24).Where(h => worn[h] > 0).Select(h => Bin(h * 60, 60, first[h], 90))
             .Concat(Enumerable.Range(0, count).Select(i =>
                 Bin(starts[i] / lengths[i] * lengths[i], lengths[i], values[i], qualities[i])))
             .DistinctBy(b => (b.StartMinute, b.Minutes)).ToArray()).ToArbitrary();

    private static FeatureBin Bin(int start, int length, double value, int quality) =>
        new(Day * 1440L + start, length, 1, value, value, value, quality);

    /// <summary>Bins of a minute to an hour, here and there over a day, each start once.</summary>
    private static Arbitrary<FeatureBin[]> Days() =>
        (from count in Gen.Choose(0, 60)
         from starts in Gen.Choose(0, 1439).ArrayOf(count)
         from lengths in Gen.Elements(1, 5, 30, 60).ArrayOf(count)
         from values in Gen.Choose(40, 140).ArrayOf(count)
         from qualities in Gen.Choose(40, 100).ArrayOf(count)
         select Enumerable.Range(0, count).Select(i => new FeatureBin(
             Day * 1440L + starts[i] / lengths[i] * lengths[i], lengths[i], 1, values[i], values[i], values[i],
             qualities[i])).DistinctBy(b => (b.StartMinute, b.Minutes)).ToArray()).ToArbitrary();
}

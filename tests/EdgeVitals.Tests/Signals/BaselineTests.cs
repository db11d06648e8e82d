using EdgeVitals.Signals;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Signals;

public sealed class BaselineTests
{
    [Fact]
    public void From_the_published_example_of_the_median_absolute_deviation_gives_one()
    {
        // (1, 1, 2, 2, 4, 6, 9): median 2, absolute deviations (1, 1, 0, 0, 2, 4, 7), their median 1.
        double[] example = [1, 1, 2, 2, 4, 6, 9];
        Baseline baseline = Baseline.From([.. example.Select(value => Row(value))]);

        Assert.Equal(2, baseline.Median[0]);
        Assert.Equal(1.4826, baseline.Mad[0], 12);
        Assert.Equal(7, baseline.Days[0]);
        Assert.False(baseline.IsReady);
    }

    [Fact]
    public void From_identical_days_uses_the_floors()
    {
        Baseline baseline = Baseline.From([.. Enumerable.Repeat(Row(60), 20)]);

        Assert.Equal(Baseline.Floors, baseline.Mad);
        Assert.True(baseline.IsReady);
        Assert.Equal(3, baseline.Standardise(Row(63))[0], 12);
    }

    [Fact]
    public void Standardise_of_missing_values_and_unready_features_is_zero()
    {
        // Feature 2 was seen on thirteen days only.
        var days = new List<double[]>();
        for (int day = 0; day < 20; day++)
        {
            double[] row = Row(60);
            row[DailyFeatures.Temperature] = day < 13 ? 36.5 : double.NaN;
            days.Add(row);
        }
        Baseline baseline = Baseline.From(days);
        double[] today = Row(70);
        today[DailyFeatures.SpO2] = double.NaN;
        today[DailyFeatures.Temperature] = 40;

        double[] z = baseline.Standardise(today);

        Assert.Equal(0, z[DailyFeatures.SpO2]);
        Assert.Equal(0, z[DailyFeatures.Temperature]);
        Assert.Equal(Baseline.Limit, z[DailyFeatures.RestingHeartRate]);
    }

    [Fact]
    public void From_thirteen_days_is_not_ready_and_from_fourteen_is()
    {
        Assert.False(Baseline.From([.. Enumerable.Repeat(Row(60), 13)]).IsReady);
        Assert.True(Baseline.From([.. Enumerable.Repeat(Row(60), 14)]).IsReady);
        Assert.False(Baseline.From([]).IsReady);
    }

    [Fact]
    public void From_a_fortnight_with_four_days_of_fever_stays_where_it_was()
    {
        List<double[]> healthy = [.. Enumerable.Range(0, 18).Select(day => Row(60 + day % 5))];
        List<double[]> withIllness = [.. healthy, .. Enumerable.Repeat(Row(90), 4)];

        double moved = Baseline.From(withIllness).Median[0] - Baseline.From(healthy).Median[0];
        double meanMoved = withIllness.Average(row => row[0]) - healthy.Average(row => row[0]);

        Assert.InRange(moved, 0, 1);
        // The broken twin, a mean, would have moved by five beats.
        Assert.True(meanMoved > 4.5);
    }

    [Fact]
    public void WindowFor_leaves_the_gap_and_the_longest_history()
    {
        (int first, int last) = Baseline.WindowFor(100);
        Assert.Equal(97, last);
        Assert.Equal(Baseline.MaximumDays, last - first + 1);
    }

    [Fact]
    public void From_a_day_of_another_dimension_is_refused() =>
        Assert.Throws<ArgumentException>(() => Baseline.From([[1, 2, 3]]));

    [Property(MaxTest = 10_000)]
    public Property Standardise_does_not_change_when_history_and_day_are_shifted_and_scaled() => Prop.ForAll(
        History().ToArbitrary(), history =>
        {
            // Spread far above the floor, and scale at least one, so that the floor does not act.
            List<double[]> days = [.. history.Select(value => Row(value))];
            List<double[]> changed = [.. history.Select(value => Row(3 * value + 1000))];
            Baseline before = Baseline.From(days);
            Baseline after = Baseline.From(changed);
            double z = before.Standardise(Row(250))[0];
            double same = after.Standardise(Row(3 * 250 + 1000))[0];
            bool floored = before.Mad[0] <= Baseline.Floors[0];
            return floored || (Math.Abs(z - same) < 1e-9 && Math.Abs(z) <= Baseline.Limit);
        });

    private static Gen<int[]> History() => Gen.Choose(0, 500).ArrayOf(15);

    private static double[] Row(double value) =>
        [.. Enumerable.Repeat(value, DailyFeatures.Dimension)];
}

using EdgeVitals.Signals;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Signals;

public sealed class FeatureBinsTests
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private const long HourMicros = 60 * Minute;

    [Fact]
    public void From_samples_of_two_minutes_gives_two_bins_with_hand_computed_statistics()
    {
        Sample[] samples =
        [
            new(10 * Minute, Second, 60, 100),
            new(10 * Minute + 30 * Second, Second, 66, 80),
            new(10 * Minute + 59 * Second, Second, 72, 91),
            new(11 * Minute, Second, 90, 70),
        ];

        List<FeatureBin> bins = FeatureBins.From(samples, FeatureBins.Minute, out int refused);

        Assert.Equal(0, refused);
        Assert.Equal(
            [
                new FeatureBin(10, 1, 3, 66, 60, 72, 90) { MeasuredShare = 3 / 60.0 },
                new FeatureBin(11, 1, 1, 90, 90, 90, 70) { MeasuredShare = 1 / 60.0 },
            ],
            bins);
        Assert.Equal(198, bins[0].Total);
    }

    [Theory]
    [InlineData(-2_000)]
    [InlineData(0)]
    [InlineData(2_000)]
    public void From_an_hourly_mean_off_by_the_clock_offset_stays_in_its_own_hour(long offsetMicros)
    {
        Sample[] samples = [new(HourMicros * 14 + offsetMicros, HourMicros, 70, 100)];

        List<FeatureBin> onMinutes = FeatureBins.From(samples, FeatureBins.Minute, out _);
        List<FeatureBin> onHours = FeatureBins.From(samples, FeatureBins.Hour, out _);

        Assert.Equal(new FeatureBin(14 * 60, 60, 1, 70, 70, 70, 100), Assert.Single(onMinutes));
        Assert.Equal(onMinutes, onHours);
    }

    [Fact]
    public void From_unusable_samples_counts_them_and_keeps_the_rest()
    {
        Sample[] samples =
        [
            new(0, Second, double.NaN, 100), new(0, Second, double.PositiveInfinity, 100), new(0, 0, 60, 100),
            new(0, -5, 60, 100), new(0, Second, 60, 0), new(0, Second, 60, 101), new(0, Second, 60, 1),
        ];

        List<FeatureBin> bins = FeatureBins.From(samples, FeatureBins.Minute, out int refused);

        Assert.Equal(6, refused);
        Assert.Equal(1, Assert.Single(bins).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(2880)]
    public void From_a_grid_that_does_not_divide_the_day_is_refused(int minutes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureBins.From([], minutes, out _));

    [Fact]
    public void From_times_before_1970_floors_downward()
    {
        List<FeatureBin> bins = FeatureBins.From([new(-Minute, Second, 1, 100)], FeatureBins.Hour, out _);
        Assert.Equal(-60, Assert.Single(bins).StartMinute);
    }

    [Fact]
    public void Merge_of_different_stretches_is_refused() =>
        Assert.Throws<ArgumentException>(() => FeatureBin.Merge(
            new FeatureBin(0, 1, 1, 1, 1, 1, 1), new FeatureBin(1, 1, 1, 1, 1, 1, 1)));

    [Property(MaxTest = 10_000)]
    public Property From_any_samples_in_any_split_and_order_loses_none() => Prop.ForAll(
        Samples().ToArbitrary(), samples =>
        {
            List<FeatureBin> whole = FeatureBins.From(samples, FeatureBins.Minute, out int refused);
            int half = samples.Length / 2;
            Sample[] late = samples[half..];
            Array.Reverse(late);
            var merged = new SortedDictionary<(long, int), FeatureBin>();
            List<FeatureBin> parts = FeatureBins.From(late, FeatureBins.Minute, out int refusedLate);
            parts.AddRange(FeatureBins.From(samples.AsSpan(0, half), FeatureBins.Minute, out int refusedEarly));
            foreach (FeatureBin bin in parts)
            {
                (long, int) key = (bin.StartMinute, bin.Minutes);
                merged[key] = merged.TryGetValue(key, out FeatureBin known) ? FeatureBin.Merge(known, bin) : bin;
            }
            bool counted = whole.Sum(bin => bin.Count) + refused == samples.Length;
            bool same = whole.Count == merged.Count
                && whole.Zip(merged.Values).All(pair => Alike(pair.First, pair.Second));
            bool inside = whole.TrueForAll(bin => bin.Minimum <= bin.Mean + 1e-9 && bin.Mean <= bin.Maximum + 1e-9);
            return counted && same && inside && refusedEarly + refusedLate == refused;
        });

    private static bool Alike(FeatureBin a, FeatureBin b) =>
        a.StartMinute == b.StartMinute && a.Minutes == b.Minutes && a.Count == b.Count
        && Math.Abs(a.Mean - b.Mean) < 1e-6 && a.Minimum == b.Minimum && a.Maximum == b.Maximum
        && Math.Abs(a.Quality - b.Quality) <= 1 && Math.Abs(a.MeasuredShare - b.MeasuredShare) < 1e-9;

    private static Gen<Sample[]> Samples() =>
        (from start in Gen.Choose(0, 300)
         from micros in Gen.Choose(0, 59_999_999)
         from period in Gen.Elements(0L, Second, Minute, HourMicros)
         from value in Gen.Choose(-1000, 4000)
         from quality in Gen.Choose(0, 100)
         select new Sample(start * Minute + micros, period, value / 10.0, quality)).ArrayOf();
}

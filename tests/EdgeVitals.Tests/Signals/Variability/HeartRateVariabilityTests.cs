using EdgeVitals.Signals;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EdgeVitals.Tests.Signals.Variability;

public sealed class HeartRateVariabilityTests
{
    [Fact]
    public void Compute_of_five_intervals_gives_the_hand_computed_numbers()
    {
        // Mean 816; deviations -16, 34, -26, 24, -16: squares sum to 2,920. Differences 50, -60, 50, -40: 10,200.
        Assert.True(HeartRateVariability.TryCompute([800, 850, 790, 840, 800], out var hrv, out _));

        Assert.Equal(5, hrv.Count);
        Assert.Equal(Math.Sqrt(2920 / 4.0), hrv.Sdnn, 12);
        Assert.Equal(Math.Sqrt(10_200 / 4.0), hrv.Rmssd, 12);
        // Only the 60 is more than 50; fifty itself is not.
        Assert.Equal(25, hrv.Pnn50, 12);
    }

    [Theory]
    [InlineData(new double[] { }, "0 intervals")]
    [InlineData(new double[] { 800 }, "1 intervals")]
    [InlineData(new[] { 800, double.NaN, 800 }, "interval 2 is NaN")]
    [InlineData(new[] { 800.0, 810, 0 }, "interval 3 is 0")]
    [InlineData(new[] { -800.0, 810 }, "interval 1 is -800")]
    [InlineData(new[] { 800.0, double.PositiveInfinity }, "interval 2 is Infinity")]
    public void Compute_of_what_is_no_list_of_intervals_names_the_fault(double[] intervals, string fault)
    {
        Assert.False(HeartRateVariability.TryCompute(intervals, out var hrv, out string reason));
        Assert.StartsWith(fault, reason, StringComparison.Ordinal);
        Assert.Equal(default, hrv);
        Assert.False(HeartRateVariability.TryComputeCorrected(intervals, out _, out _, out string same));
        Assert.Equal(reason, same);
    }

    [Property(MaxTest = 10_000)]
    public Property Compute_agrees_with_the_definition_by_pairs() => Prop.ForAll(Lists(), list =>
    {
        Assert.True(HeartRateVariability.TryCompute(list, out var hrv, out _));
        return Agrees(hrv, Definition(list, atLeast: false));
    });

    [Property(MaxTest = 10_000)]
    public Property Compute_does_not_move_with_a_constant_and_scales_with_a_factor() => Prop.ForAll(Lists(), list =>
    {
        HeartRateVariability.TryCompute(list, out var hrv, out _);
        HeartRateVariability.TryCompute([.. list.Select(x => x + 250)], out var shifted, out _);
        HeartRateVariability.TryCompute([.. list.Select(x => x * 3)], out var scaled, out _);
        HeartRateVariability.TryCompute([.. list.Reverse()], out var reversed, out _);
        return Agrees(hrv, shifted) && Agrees(hrv, reversed) && Near(3 * hrv.Sdnn, scaled.Sdnn)
            && Near(3 * hrv.Rmssd, scaled.Rmssd);
    });

    [Fact]
    public void Definition_with_fifty_itself_counted_is_found_out()
    {
        // The broken twin: ≥ 50 instead of > 50, the usual slip on whole milliseconds.
        int[] found = [.. Enumerable.Range(0, 200).Where(seed =>
        {
            double[] list = Walk(seed, 50);
            HeartRateVariability.TryCompute(list, out var hrv, out _);
            return !Agrees(hrv, Definition(list, atLeast: true));
        })];
        Assert.InRange(found.Length, 100, 200);
    }

    /// <summary>Variance as the mean square distance of all pairs, which needs no mean.</summary>
    private static EdgeVitals.Signals.Variability Definition(double[] x, bool atLeast)
    {
        double pairs = 0, squares = 0;
        int large = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = i + 1; j < x.Length; j++)
            {
                pairs += (x[i] - x[j]) * (x[i] - x[j]);
            }
        }
        for (int i = 1; i < x.Length; i++)
        {
            double difference = Math.Abs(x[i] - x[i - 1]);
            squares += difference * difference;
            large += difference > 50 || (atLeast && difference == 50) ? 1 : 0;
        }
        return new(x.Length, Math.Sqrt(pairs / x.Length / (x.Length - 1)), Math.Sqrt(squares / (x.Length - 1)),
            100.0 * large / (x.Length - 1));
    }

    private static bool Agrees(EdgeVitals.Signals.Variability a, EdgeVitals.Signals.Variability b) =>
        a.Count == b.Count && Near(a.Sdnn, b.Sdnn) && Near(a.Rmssd, b.Rmssd) && Near(a.Pnn50, b.Pnn50);

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-6 * (1 + Math.Abs(a));

    private static Arbitrary<double[]> Lists() =>
        (from length in Gen.Choose(2, 60)
         from values in Gen.Choose(300, 2000).ArrayOf(length)
         select values.Select(v => (double)v).ToArray()).ToArbitrary();

    /// <summary>Whole milliseconds in steps of ten, so that differences of fifty are frequent.</summary>
    internal static double[] Walk(int seed, int length) => [.. Enumerable.Range(0, length)
        .Select(i => 800.0 + 10 * ((seed * 31 + i * 17 + i * i * 7) % 13 - 6))];
}

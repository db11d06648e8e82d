using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class GridQuantiserTests
{
    [Fact]
    public void Norm_never_exceeds_the_clip_for_10_000_vectors()
    {
        SeededBytes random = new(67);
        for (int i = 0; i < 10_000; i++)
        {
            long clip = 1 + random.Below(5000);
            double[] vector = new double[1 + random.Below(64)];
            double length = clip * Math.Exp((random.Uniform() * 6) - 3) / Math.Sqrt(vector.Length);
            for (int j = 0; j < vector.Length; j++)
            {
                vector[j] = random.Normal() * length;
            }

            long[] grid = GridQuantiser.Quantise(vector, clip);
            Assert.True(GridQuantiser.SquaredNorm(grid) <= (Int128)clip * clip);
        }
    }

    [Fact]
    public void Vector_inside_the_clip_is_only_rounded()
    {
        long[] grid = GridQuantiser.Quantise([3.4, -2.6, 0.2], 100);

        Assert.Equal([3, -3, 0], grid);
    }

    [Fact]
    public void Twin_that_only_rounds_is_caught_by_the_exact_norm()
    {
        // 64 coordinates of 0.6 have norm 4.8 but round to norm 8: the plain rounding breaks a clip of 5.
        double[] vector = [.. Enumerable.Repeat(0.6, 64)];
        long[] naive = [.. vector.Select(value => (long)Math.Round(value))];

        Assert.True(GridQuantiser.SquaredNorm(naive) > 25);
        Assert.True(GridQuantiser.SquaredNorm(GridQuantiser.Quantise(vector, 5)) <= 25);
    }

    [Fact]
    public void Result_is_the_rounding_of_one_scaled_copy()
    {
        // The proof of the second moment rests on it: one scalar for all coordinates, none shrunk on its own.
        SeededBytes random = new(71);
        for (int i = 0; i < 1_000; i++)
        {
            double[] vector = [.. Enumerable.Range(0, 21).Select(_ => random.Normal() * 3)];
            long[] grid = GridQuantiser.Quantise(vector, 10);
            double low = 0, high = 1;
            for (int j = 0; j < 21; j++)
            {
                double a = (grid[j] - 0.5) / vector[j], b = (grid[j] + 0.5) / vector[j];
                low = Math.Max(low, Math.Min(a, b));
                high = Math.Min(high, Math.Max(a, b));
            }

            Assert.True(low <= high + 1e-12);
        }
    }

    [Theory]
    [InlineData(double.NaN, PrivacyFault.NotANumber)]
    [InlineData(double.PositiveInfinity, PrivacyFault.Infinite)]
    [InlineData(double.NegativeInfinity, PrivacyFault.Infinite)]
    public void Coordinate_that_is_not_finite_is_a_typed_fault(double bad, PrivacyFault fault)
    {
        Assert.Equal(fault, Fault(() => GridQuantiser.Quantise([1, bad, 2], 10)));
        Assert.Equal(fault, Fault(() => GridQuantiser.Quantise([bad], 10, 4)));
    }

    [Fact]
    public void Enormous_vector_keeps_its_direction()
    {
        long[] grid = GridQuantiser.Quantise([1e308, -1e308], 1000);

        Assert.Equal(-grid[0], grid[1]);
        Assert.InRange(grid[0], 700, 708);
        Assert.Equal(grid, GridQuantiser.Quantise([1e308, -1e308], 1000, 40));
    }

    [Fact]
    public void Finer_grid_is_the_coarse_one_of_a_multiple()
    {
        SeededBytes random = new(73);
        for (int i = 0; i < 1_000; i++)
        {
            double[] vector = [.. Enumerable.Range(0, 8).Select(_ => random.Normal())];
            int exponent = random.Below(21);
            long clip = 1L << (exponent + random.Below(4));

            Assert.Equal(GridQuantiser.Quantise([.. vector.Select(x => Math.ScaleB(x, exponent))], clip),
                GridQuantiser.Quantise(vector, clip, exponent));
        }

        Assert.Equal([3, -2], GridQuantiser.Quantise([0.75, -0.5], 100, 2));
    }

    [Fact]
    public void Empty_vector_clip_or_exponent_out_of_range_is_a_typed_fault()
    {
        Assert.Equal(PrivacyFault.Empty, Fault(() => GridQuantiser.Quantise([], 10)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => GridQuantiser.Quantise([1], 0)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => GridQuantiser.Quantise([1], (1L << 40) + 1)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => GridQuantiser.Quantise([1], 10, -1)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => GridQuantiser.Quantise([1], 10, 41)));
    }

    [Fact]
    public void Contribution_is_held_to_its_clip_exactly()
    {
        GridQuantiser.RequireWithin([3, -4], 5);
        GridQuantiser.RequireWithin([1L << 40], 1L << 40);
        // 2^40 + 1 in the norm's square: no double could tell.
        PrivacyException over = Assert.Throws<PrivacyException>(
            () => GridQuantiser.RequireWithin([1L << 40, 1], 1L << 40));

        Assert.Equal(PrivacyFault.OverClip, over.Fault);
        // The clip and not the contribution's own norm, which is private.
        Assert.Contains("clip C = 1099511627776", over.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1208925819614629174706177", over.Message, StringComparison.Ordinal);
        Assert.Equal(PrivacyFault.OverClip, Fault(() => Within([3, -4, 1], 5)));
        Assert.Equal(PrivacyFault.OverClip, Fault(() => Within([long.MinValue, long.MinValue, long.MinValue], 5)));
        Assert.Equal(PrivacyFault.Empty, Fault(() => Within([], 5)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => Within([1], 0)));
    }

    private static long[] Within(long[] contribution, long clip)
    {
        GridQuantiser.RequireWithin(contribution, clip);
        return contribution;
    }

    private static PrivacyFault Fault(Func<long[]> act) => Assert.Throws<PrivacyException>(() => { act(); }).Fault;
}

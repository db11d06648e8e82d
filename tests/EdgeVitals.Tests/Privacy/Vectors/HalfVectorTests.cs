using EdgeVitals.Privacy;
using static EdgeVitals.Tests.Privacy.Vectors.SphericalCapTests;

namespace EdgeVitals.Tests.Privacy.Vectors;

/// <summary>The isometry, its inverse, and what is refused.</summary>
public sealed class HalfVectorTests
{
    [Fact]
    public void Order_and_factors_are_those_of_the_definition()
    {
        double root = Math.Sqrt(2);

        Assert.Equal([1, 2 * root, 3 * root, 4, 5 * root, 6], HalfVector.Of([1, 2, 3, 2, 4, 5, 3, 5, 6]));
        Assert.Equal([8, 2 * (root * 2 * 3), 18], HalfVector.OfOuterProduct([2, 3], 2));
    }

    [Fact]
    public void Norm_and_inner_product_are_those_of_the_matrices_for_10_000_pairs()
    {
        SeededBytes random = new(1);
        for (int i = 0; i < 10_000; i++)
        {
            int side = 1 + random.Below(6);
            double[] left = Symmetric(random, side), right = Symmetric(random, side);
            double[] half = HalfVector.Of(left), other = HalfVector.Of(right);
            double trace = VectorSamples.Dot(left, right), norm = VectorSamples.Dot(left, left);
            Assert.Equal(trace, VectorSamples.Dot(half, other), 1e-12 * (1 + Math.Abs(trace)) * side * side);
            Assert.Equal(norm, VectorSamples.Dot(half, half), 1e-13 * norm);
            Assert.All(HalfVector.ToMatrix(half).Zip(left), pair => Assert.Equal(pair.Second, pair.First, 1e-14 * 10));
        }
    }

    [Fact]
    public void Outer_product_of_a_unit_vector_is_a_unit_vector_at_most_root_two_from_another()
    {
        SeededBytes random = new(2);
        for (int i = 0; i < 10_000; i++)
        {
            int side = 1 + random.Below(8);
            double[] x = UnitOf(random, side), y = UnitOf(random, side);
            double[] left = HalfVector.OfOuterProduct(x, 1), right = HalfVector.OfOuterProduct(y, 1);
            double[] difference = [.. left.Zip(right, (a, b) => a - b)];
            Assert.Equal(1, VectorSamples.Dot(left, left), 1e-13);
            Assert.InRange(VectorSamples.Dot(difference, difference), 0, 2 + 1e-13);
        }

        // Orthogonal vectors reach it.
        double[] first = HalfVector.OfOuterProduct([1, 0], 1), second = HalfVector.OfOuterProduct([0, 1], 1);
        double[] apart = [.. first.Zip(second, (a, b) => a - b)];
        Assert.Equal(2, VectorSamples.Dot(apart, apart));
    }

    [Fact]
    public void Twin_without_root_two_is_no_isometry()
    {
        double[] x = VectorSamples.Unit(3);
        double[] plain = [.. from i in Enumerable.Range(0, 3) from j in Enumerable.Range(i, 3 - i) select x[i] * x[j]];

        Assert.True(Math.Abs(VectorSamples.Dot(plain, plain) - 1) > 0.01);
    }

    [Fact]
    public void Second_moment_through_a_vector_mechanism_is_unbiased()
    {
        double[] x = VectorSamples.Unit(3), half = HalfVector.OfOuterProduct(x, 1);
        PrivUnitG mechanism = PrivUnitG.Create(half.Length, Epsilon.From(3));
        SeededBytes random = new(3);
        long[] grid = new long[half.Length];
        VectorSamples samples = VectorSamples.Of(5_000, half, () =>
        {
            mechanism.Expand(mechanism.Perturb(half, random), grid);
            double[] matrix = HalfVector.ToMatrix([.. grid.Select(value => value * mechanism.GridScale)]);
            return HalfVector.Of(matrix);
        });

        Assert.True(samples.IsUnbiased);
    }

    [Fact]
    public void Dimension_and_side_invert_each_other_up_to_the_largest()
    {
        for (int side = 1; side <= HalfVector.MaximumSide; side++)
        {
            Assert.Equal(side, HalfVector.Side(HalfVector.Dimension(side)));
        }

        AssertFault(PrivacyFault.Empty, () => HalfVector.Dimension(0));
        AssertFault(PrivacyFault.OutOfRange, () => HalfVector.Dimension(HalfVector.MaximumSide + 1));
        AssertFault(PrivacyFault.OutOfRange, () => HalfVector.Side(1 << 20));
        AssertFault(PrivacyFault.OutsideDomain, () => HalfVector.Side(5));
        AssertFault(PrivacyFault.Empty, () => HalfVector.Side(0));
    }

    [Fact]
    public void What_is_no_symmetric_matrix_or_half_vector_is_refused_by_type()
    {
        AssertFault(PrivacyFault.Empty, () => HalfVector.Of([]));
        AssertFault(PrivacyFault.OutsideDomain, () => HalfVector.Of([1, 2]));
        AssertFault(PrivacyFault.OutsideDomain, () => HalfVector.Of([1, 2, 3, 4]));
        AssertFault(PrivacyFault.NotANumber, () => HalfVector.Of([1, double.NaN, double.NaN, 4]));
        AssertFault(PrivacyFault.Infinite, () => HalfVector.Of([double.PositiveInfinity]));
        AssertFault(PrivacyFault.Empty, () => HalfVector.OfOuterProduct([], 1));
        AssertFault(PrivacyFault.NotANumber, () => HalfVector.OfOuterProduct([1, double.NaN], 1));
        AssertFault(PrivacyFault.Infinite, () => HalfVector.OfOuterProduct([1], double.PositiveInfinity));
        // Finite numbers whose half-vector is not.
        AssertFault(PrivacyFault.Infinite, () => HalfVector.OfOuterProduct([1e200], 1));
        AssertFault(PrivacyFault.Infinite, () => HalfVector.OfOuterProduct([1e200], 0));
        AssertFault(PrivacyFault.Infinite, () => HalfVector.OfOuterProduct([1e100, 1], 1e300));
        AssertFault(PrivacyFault.Infinite, () => HalfVector.Of([1, 1.5e308, 1.5e308, 1]));
        AssertNoPrivateValue("2.5", () => HalfVector.Of([1, 2.5, 3.25, 4]));
        AssertFault(PrivacyFault.OutsideDomain, () => HalfVector.ToMatrix([1, 2]));
        AssertFault(PrivacyFault.NotANumber, () => HalfVector.ToMatrix([1, double.NaN, 3]));
    }

    [Fact]
    public void Symmetry_is_judged_against_the_largest_entry()
    {
        // Small matrices once passed whatever their shape.
        AssertFault(PrivacyFault.OutsideDomain, () => HalfVector.Of([1e-10, 5e-10, -5e-10, 1e-10]));
        AssertFault(PrivacyFault.OutsideDomain, () => HalfVector.Of([1, 1.1e-9, -1.1e-9, 1]));

        Assert.Equal(3, HalfVector.Of([1e6, 1e-4, -1e-4, 1e6]).Length);
        Assert.Equal(2, HalfVector.RequireSymmetric([1e-10, 5e-10, 5e-10, 1e-10]));
        Assert.Equal(2, HalfVector.RequireSymmetric([0, 0, 0, 0]));
    }

    private static double[] Symmetric(SeededBytes random, int side)
    {
        double[] matrix = new double[side * side];
        for (int i = 0; i < side; i++)
        {
            for (int j = i; j < side; j++)
            {
                matrix[(i * side) + j] = matrix[(j * side) + i] = random.Normal();
            }
        }

        return matrix;
    }

    private static double[] UnitOf(SeededBytes random, int side)
    {
        double[] vector = [.. Enumerable.Range(0, side).Select(_ => random.Normal())];
        double norm = Math.Sqrt(VectorSamples.Dot(vector, vector));
        return [.. vector.Select(value => value / norm)];
    }
}

using EdgeVitals.Federated;
using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Federated;

public sealed class SecondMomentTests
{
    private static readonly TaskDefinition Task = SampleMessages.Subspace();

    [Fact]
    public void Sum_without_noise_gives_the_second_moment_of_the_clipped_features()
    {
        SeededBytes random = new(97);
        ExactSum sum = new(Task.Dimension);
        double[] expected = new double[36];
        for (int i = 0; i < 1_000; i++)
        {
            double shared = random.Normal();
            double[] x = [.. Enumerable.Range(0, 6).Select(j => ((j + 1) * 0.3 * shared) + (0.5 * random.Normal()))];
            sum.Add(ContributionEncoder.SecondMoment(Task, x).Span);
            double shrink = Math.Min(1, Task.FeatureBound / Math.Sqrt(x.Sum(v => v * v)));
            for (int j = 0; j < 36; j++)
            {
                expected[j] += shrink * shrink * x[j / 6] * x[j % 6] / 1_000;
            }
        }

        double[] estimate = SecondMoment.Unprojected(sum.ToArray(), Task, 1_000);
        // Rounding to the grid moves a coordinate by at most half a unit, R^2/C = 0.0156 a unit.
        Assert.All(estimate.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 0.008));
        double[] wide = SecondMoment.FromSum(sum.ToArray(), Task, 1_000);
        Assert.Equal(wide, SecondMoment.FromSum(sum.ToInt64(), Task, 1_000));
    }

    [Fact]
    public void Measured_noise_is_the_expected_error_per_entry()
    {
        // 2,000 sums of 3 messages of noise alone. The squared error of a matrix is that of its 21 coordinates, so in
        // all it is chi-squared with 42,000 degrees of freedom: its root is within +-1.7 % at alpha = 1e-6.
        SeededBytes random = new(101);
        double squared = 0;
        const int Trials = 2_000;
        for (int i = 0; i < Trials; i++)
        {
            ExactSum sum = new(Task.Dimension);
            for (int gateway = 0; gateway < 3; gateway++)
            {
                sum.Add(DiscreteGaussian.Noised(new long[Task.Dimension], Task.SigmaSquared, random));
            }

            squared += SecondMoment.Unprojected(sum.ToArray(), Task, 3 * Task.WearerCap).Sum(e => e * e) / 36;
        }

        double expected = SecondMoment.ExpectedErrorPerEntry(Task, 3);
        double measured = Math.Sqrt(squared / Trials);
        Assert.InRange(measured, 0.983 * expected, 1.017 * expected);
        // The broken twin forgets sqrt(2) off the diagonal and predicts the diagonal's deviation everywhere.
        double twin = Math.Sqrt(3 * Task.SigmaSquared) * 16 / (1024 * 3.0 * Task.WearerCap);
        Assert.NotInRange(measured, 0.983 * twin, 1.017 * twin);
    }

    [Fact]
    public void Projection_floors_the_eigenvalues_and_keeps_what_is_above()
    {
        SeededBytes random = new(103);
        for (int i = 0; i < 200; i++)
        {
            double[] matrix = Symmetric(random, 6);
            Eigen before = SecondMoment.SymmetricEigen(matrix);
            const double Floor = 0.05;
            double[] projected = SecondMoment.Project(matrix, Floor);
            Eigen after = SecondMoment.SymmetricEigen(projected);
            for (int k = 0; k < 6; k++)
            {
                Assert.Equal(Math.Max(Floor, before.Values[k]), after.Values[k], 1e-9);
            }

            Assert.Equal(projected, SecondMoment.Project(projected, Floor - 1e-9));
        }
    }

    [Fact]
    public void Model_of_few_wearers_in_many_places_has_the_eigenvalue_ratios_of_full_places()
    {
        // Three weak directions, so that the floor is at work: their variance is 2 % of the mean eigenvalue.
        SeededBytes random = new(131);
        ExactSum sum = new(Task.Dimension);
        for (int i = 0; i < 500; i++)
        {
            double[] x = [.. Enumerable.Range(0, 6).Select(j => (j < 3 ? 1 : 0.1) * random.Normal())];
            sum.Add(ContributionEncoder.SecondMoment(Task, x).Span);
        }

        double[] full = SecondMoment.SymmetricEigen(SecondMoment.FromSum(sum.ToArray(), Task, 500)).Values;
        double[] tenth = SecondMoment.SymmetricEigen(SecondMoment.FromSum(sum.ToArray(), Task, 5_000)).Values;

        Assert.All(full.Zip(tenth), pair => Assert.Equal(pair.First / full[0], pair.Second / tenth[0], 1e-9));
        Assert.Equal(full[5], full[3], 1e-9);
        double mean = SecondMoment.Unprojected(sum.ToArray(), Task, 500).Where((_, i) => i % 7 == 0).Sum() / 6;
        Assert.Equal(0.05 * mean, full[5], 1e-9);
    }

    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(0.1, 0.005)]
    [InlineData(0.02, 0.001)]
    [InlineData(0.001, 0.001)]
    [InlineData(0, 0.001)]
    [InlineData(-3, 0.001)]
    public void Floor_is_a_share_of_the_mean_eigenvalue_and_always_positive(double mean, double floor)
    {
        double[] matrix = [mean - 0.5, 0.3, 0.3, mean + 0.5];
        Assert.Equal(floor, SecondMoment.EigenvalueFloor(matrix), 1e-12);
        Assert.True(SecondMoment.SymmetricEigen(SecondMoment.Project(matrix, floor)).Values[^1] > 0.999 * floor);
    }

    [Fact]
    public void Eigenvectors_are_orthonormal_rows_that_rebuild_the_matrix()
    {
        SeededBytes random = new(107);
        for (int d = 1; d <= 12; d++)
        {
            double[] matrix = Symmetric(random, d);
            Eigen eigen = SecondMoment.SymmetricEigen(matrix);
            for (int i = 0; i < d; i++)
            {
                Assert.True(i == 0 || eigen.Values[i] <= eigen.Values[i - 1]);
                for (int j = 0; j < d; j++)
                {
                    double rebuilt = 0, product = 0;
                    for (int k = 0; k < d; k++)
                    {
                        rebuilt += eigen.Values[k] * eigen.Vectors[(k * d) + i] * eigen.Vectors[(k * d) + j];
                        product += eigen.Vectors[(i * d) + k] * eigen.Vectors[(j * d) + k];
                    }

                    Assert.Equal(matrix[(i * d) + j], rebuilt, 1e-9);
                    Assert.Equal(i == j ? 1 : 0, product, 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Sigma_points_have_mean_zero_and_the_covariance_as_second_moment()
    {
        SeededBytes random = new(109);
        double[] covariance = SecondMoment.Project(Symmetric(random, 6), 0.05);
        Eigen eigen = SecondMoment.SymmetricEigen(covariance);
        double[][] points = SecondMoment.SigmaPoints(eigen.Values, eigen.Vectors);

        Assert.Equal(12, points.Length);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(0, points.Sum(point => point[i]), 1e-9);
            for (int j = 0; j < 6; j++)
            {
                Assert.Equal(covariance[(i * 6) + j], points.Sum(point => point[i] * point[j]) / 12, 1e-9);
            }
        }
    }

    [Fact]
    public void Model_of_many_gateways_finds_the_direction_that_their_wearers_share()
    {
        // 40 gateways of 50 wearers, 14 rounds: the leading eigenvector of a strongly shared direction survives.
        SeededBytes random = new(113);
        ExactSum sum = new(Task.Dimension);
        for (int message = 0; message < 40 * 14; message++)
        {
            ExactSum site = new(Task.Dimension);
            for (int wearer = 0; wearer < 50; wearer++)
            {
                double shared = 1.5 * random.Normal();
                site.Add(ContributionEncoder.SecondMoment(
                    Task, [.. Enumerable.Range(0, 6).Select(_ => shared + (0.4 * random.Normal()))]).Span);
            }

            sum.Add(DiscreteGaussian.Noised(site.ToInt64(), Task.SigmaSquared, random));
        }

        Eigen eigen = SecondMoment.SymmetricEigen(SecondMoment.FromSum(sum.ToArray(), Task, 40 * 14 * 50));
        double cosine = Math.Abs(Enumerable.Range(0, 6).Sum(i => eigen.Vectors[i]) / Math.Sqrt(6));
        Assert.True(cosine > 0.98, $"cosine {cosine}");
        Assert.True(eigen.Values[0] > 5);
    }

    [Fact]
    public void Nonsense_throws()
    {
        Assert.Throws<ArgumentException>(() => SecondMoment.FromSum(new long[20], Task, 50));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecondMoment.FromSum(new long[21], Task, 0));
        Assert.Throws<ArgumentException>(() => SecondMoment.FromSum(new long[2], SampleMessages.Surveillance(), 50));
        Assert.Throws<PrivacyException>(() => SecondMoment.SymmetricEigen([1, 2, 3, 4]));
        Assert.Throws<PrivacyException>(() => SecondMoment.SymmetricEigen([1, double.NaN, double.NaN, 4]));
        Assert.Throws<PrivacyException>(() => SecondMoment.SymmetricEigen([1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecondMoment.Project([1], 0));
        Assert.Throws<ArgumentException>(() => SecondMoment.SigmaPoints([-1], [1]));
        Assert.Throws<ArgumentException>(() => SecondMoment.SigmaPoints([1, 2], [1]));
    }

    [Fact]
    public void Exact_sum_is_the_same_under_any_order_and_grouping()
    {
        SeededBytes random = new(127);
        long[][] vectors =
            [.. Enumerable.Range(0, 300).Select(_ => new[] { (long)random.Next(), (long)random.Next() })];
        ExactSum forward = new(2), backward = new(2), left = new(2), right = new(2);
        for (int i = 0; i < vectors.Length; i++)
        {
            forward.Add(vectors[i]);
            backward.Add(vectors[^(i + 1)]);
            (i % 3 == 0 ? left : right).Add(vectors[i]);
        }

        left.Add(right);
        Assert.Equal(forward.ToArray(), backward.ToArray());
        Assert.Equal(forward.ToArray(), left.ToArray());
        Assert.Equal(300, left.Count);
        Assert.Equal(vectors.Aggregate(Int128.Zero, (sum, v) => sum + v[1]), forward.ToArray()[1]);
    }

    [Fact]
    public void Exact_sum_carries_beyond_64_bits_in_every_lane()
    {
        // 11 coordinates: more than one vector register and a rest. Each of 40 additions brings it near 2^62.
        long[] extremes = [long.MinValue, long.MaxValue, (1L << 62) - 1, -(1L << 62), 1L << 61, 1, 0, -1];
        foreach (long value in extremes)
        {
            ExactSum sum = new(11);
            Int128 expected = 0;
            for (int i = 0; i < 40; i++)
            {
                long part = i % 5 == 0 ? 7 : value;
                sum.Add([.. Enumerable.Repeat(part, 11)]);
                expected += part;
            }

            Assert.All(sum.ToArray(), coordinate => Assert.Equal(expected, coordinate));
        }
    }

    [Fact]
    public void Exact_sum_refuses_other_lengths_and_says_when_64_bits_do_not_hold_it()
    {
        ExactSum sum = new(2);
        sum.Add([long.MaxValue, 1]);
        sum.Add([1, 1]);

        Assert.Equal((Int128)long.MaxValue + 1, sum.ToArray()[0]);
        Assert.Throws<OverflowException>(() => sum.ToInt64());
        Assert.Throws<ArgumentException>(() => sum.Add([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => sum.Add(new ExactSum(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExactSum(0));
    }

    private static double[] Symmetric(SeededBytes random, int d)
    {
        double[] matrix = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[(i * d) + j] = matrix[(j * d) + i] = random.Normal();
            }
        }

        return matrix;
    }
}

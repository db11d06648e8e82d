using EdgeVitals.Federated;
using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy;

namespace EdgeVitals.Tests.Federated;

public sealed class ContributionTests
{
    private static readonly TaskDefinition Subspace = SampleMessages.Subspace();
    private static readonly TaskDefinition Surveillance = SampleMessages.Surveillance();

    [Fact]
    public void Replacing_a_wearer_never_moves_a_second_moment_by_more_than_its_sensitivity()
    {
        SeededBytes random = new(79);
        for (int i = 0; i < 10_000; i++)
        {
            double size = Math.Exp((random.Uniform() * 8) - 4);
            Int128 distance = Distance(Encode(Features(random, size)), Encode(Features(random, size)));
            Assert.True(distance <= Subspace.SensitivitySquared);
        }
    }

    [Fact]
    public void Adversarial_pairs_reach_the_sensitivity_without_exceeding_it()
    {
        SeededBytes random = new(83);
        Int128 worst = 0;
        for (int i = 0; i < 10_000; i++)
        {
            // Orthogonal and beyond the clip: ||yy' - zz'|| = sqrt(2). The rotation decides what rounding adds.
            double[] x = Features(random, 100), z = Features(random, 100);
            double along = Dot(x, z) / Dot(x, x);
            double[] orthogonal = [.. z.Zip(x, (a, b) => a - (along * b))];
            Int128 distance = Distance(Encode(x), Encode(orthogonal));
            Assert.True(distance <= Subspace.SensitivitySquared);
            worst = Int128.Max(worst, distance);
        }

        // The proof is nearly attained, so a bound that is smaller by 1 % would have been caught.
        Assert.True((double)worst > 0.99 * Subspace.SensitivitySquared);
    }

    [Fact]
    public void Edge_pairs_stay_within_the_sensitivity()
    {
        double[][] edges =
        [
            [0, 0, 0, 0, 0, 0], [4, 0, 0, 0, 0, 0], [0, 4, 0, 0, 0, 0], [-4, 0, 0, 0, 0, 0], [8, 8, 8, 8, 8, 8],
            [8, -8, 8, -8, 8, -8], [1e300, 0, 0, 0, 0, 1e300], [double.MaxValue, double.MaxValue, 0, 0, 0, 0],
            [1e-300, 0, 0, 0, 0, 0], [double.Epsilon, 0, 0, 0, 0, 0], [4, 1e-9, 0, 0, 0, 0],
        ];
        foreach (double[] a in edges)
        {
            foreach (double[] b in edges)
            {
                Assert.True(Distance(Encode(a), Encode(b)) <= Subspace.SensitivitySquared);
            }
        }

        Assert.Equal(0, Distance(Encode(edges[1]), Encode(edges[3])));
    }

    [Fact]
    public void Twin_with_the_sensitivity_of_a_plain_clip_is_caught()
    {
        // "The vector is clipped to C, so replacing it moves the sum by C" is the classical mistake.
        Int128 distance = Distance(Encode([4, 0, 0, 0, 0, 0]), Encode([0, 4, 0, 0, 0, 0]));

        Assert.True(distance > Subspace.ClipNorm * Subspace.ClipNorm);
    }

    [Fact]
    public void Sensitivity_is_the_proven_integer()
    {
        // ceil((sqrt(2) C + sqrt(21))^2) + 1 at C = 1024, by hand: 2097152 + 21 + ceil(13272.6) + 1.
        Assert.Equal(2_110_447, Subspace.SensitivitySquared);
        Assert.Equal(2, Surveillance.SensitivitySquared);
        for (int features = 1; features <= Limits.Features; features++)
        {
            for (int k = 0; k <= Limits.GridExponent; k++)
            {
                double c = Math.Pow(2, k), d = features * (features + 1) / 2;
                double real = Math.Pow((Math.Sqrt(2) * c) + Math.Sqrt(d), 2);
                long proven = Sensitivity.Squared(TaskKind.SecondMoment, features, k);
                Assert.InRange(proven, real * (1 - 1e-15), (real * (1 + 1e-15)) + 2.001);
            }
        }
    }

    [Fact]
    public void Half_vector_keeps_the_norm_of_the_matrix()
    {
        SeededBytes random = new(89);
        for (int i = 0; i < 1_000; i++)
        {
            long[] vector = Encode(Features(random, 50));
            double norm = Math.Sqrt((double)GridQuantiser.SquaredNorm(vector));
            Assert.InRange(norm, Subspace.ClipNorm - 3.0, Subspace.ClipNorm);
        }
    }

    [Fact]
    public void Second_moment_below_the_clip_is_the_matrix_itself()
    {
        long[] vector = Encode([2, 1, 0, 0, 0, -2]);

        // (x/4)(x/4)' * 1024: 0.25, then sqrt(2) * 0.5 * 0.25 and so on.
        Assert.Equal(256, vector[0]);
        Assert.Equal((long)Math.Round(1024 * Math.Sqrt(2) * 0.125), vector[1]);
        Assert.Equal((long)Math.Round(-1024 * Math.Sqrt(2) * 0.25), vector[5]);
        Assert.Equal(64, vector[6]);
        Assert.Equal(256, vector[20]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Feature_that_is_not_finite_contributes_nothing(double bad)
    {
        for (int at = 0; at < 6; at++)
        {
            double[] features = new double[6];
            features[at] = bad;
            Assert.Throws<ArgumentException>(() => ContributionEncoder.SecondMoment(Subspace, features));
        }
    }

    [Fact]
    public void Wrong_length_kind_or_an_unsound_task_throws()
    {
        Assert.Throws<ArgumentException>(() => ContributionEncoder.SecondMoment(Subspace, new double[5]));
        Assert.Throws<ArgumentException>(() => ContributionEncoder.SecondMoment(Subspace, []));
        Assert.Throws<ArgumentException>(() => ContributionEncoder.SecondMoment(Surveillance, new double[2]));
        Assert.Throws<ArgumentException>(() => ContributionEncoder.Indicators(Surveillance, new bool[3]));
        Assert.Throws<ArgumentException>(() => ContributionEncoder.Indicators(Subspace, new bool[6]));
        TaskDefinition unsound = Subspace with { SensitivitySquared = 1 };
        Assert.Throws<ArgumentException>(() => ContributionEncoder.SecondMoment(unsound, new double[6]));
    }

    [Fact]
    public void Indicators_move_each_coordinate_by_at_most_one()
    {
        bool[][] all = [[false, false], [false, true], [true, false], [true, true]];
        Int128 worst = 0;
        foreach (bool[] a in all)
        {
            foreach (bool[] b in all)
            {
                long[] left = ContributionEncoder.Indicators(Surveillance, a).Vector;
                long[] right = ContributionEncoder.Indicators(Surveillance, b).Vector;
                Assert.All(left.Zip(right), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
                worst = Int128.Max(worst, Distance(left, right));
            }
        }

        Assert.Equal(Surveillance.SensitivitySquared, worst);
        Assert.Equal([1L, 0], ContributionEncoder.Indicators(Surveillance, [true, false]).Vector);
    }

    [Fact]
    public void Zero_has_the_dimension_of_its_task_and_a_vector_is_a_copy()
    {
        Contribution zero = Contribution.Zero(Subspace);
        zero.Vector[0] = 99;

        Assert.Equal(new long[21], zero.Vector);
        Assert.Empty(typeof(Contribution).GetConstructors());
    }

    private static long[] Encode(double[] features) => ContributionEncoder.SecondMoment(Subspace, features).Vector;

    private static double[] Features(SeededBytes random, double size) =>
        [.. Enumerable.Range(0, 6).Select(_ => random.Normal() * size)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static Int128 Distance(long[] a, long[] b) =>
        GridQuantiser.SquaredNorm([.. a.Zip(b, (x, y) => x - y)]);
}

using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy.Audit;
using static EdgeVitals.Tests.Privacy.Vectors.SphericalCapTests;

namespace EdgeVitals.Tests.Privacy.Vectors;

/// <summary>
/// Parameters against published values and 50 digits; the share of seeds in a cap by exact sums; releases against their
/// law (n and alpha in <see cref="VectorSamples"/>); broken twins.
/// </summary>
public sealed class PrivUnitGTests
{
    [Fact]
    public void Parameters_equal_every_reference_row()
    {
        IReadOnlyList<JsonElement> rows = KnownAnswers.Rows("ldp_vector_mean");
        foreach (JsonElement row in rows)
        {
            PrivUnitG mechanism = PrivUnitG.Create(row.Count("d"), Epsilon.From(row.Number("epsilon")));
            JsonElement known = row.GetProperty("privunitg_exact");
            AssertClose(known.Number("mse_unit"), mechanism.MeanSquaredError, 1e-9);
            AssertClose(known.Number("p"), mechanism.CapProbability, 1e-6);
            AssertClose(known.Number("gamma"), mechanism.Gamma, 1e-5);
            AssertClose(known.Number("q"), mechanism.CapMass, 1e-4);
            AssertClose(known.Number("sigma"), mechanism.Scale, 1e-6);
            // What public code finds on its grid of p, without the last term: never better.
            JsonElement grid = row.GetProperty("apple_ml_projunit");
            Assert.InRange(mechanism.MeanSquaredError, 0, grid.Number("mse_d_sigma2"));
        }

        Assert.Equal(18, rows.Count);
    }

    /// <summary>p, q and error by golden section in 50 digits (mpmath).</summary>
    [Theory]
    [InlineData(1, 0.01, 0.50170421725650887327, 0.49920422452800397195, 62831.650270141401377)]
    [InlineData(1, 5, 0.9548694493682655133, 0.1247732630780767508, 0.14626487480533326449)]
    [InlineData(1, 30, 0.99993566609242324831, 1.4544462314241606764e-9, 0.00072347835682392372602)]
    [InlineData(2, 0.01, 0.50130633432243220081, 0.49880633956249115645, 125663.67553889434788)]
    [InlineData(2, 30, 0.99895065047634578788, 8.9081886826899729823e-11, 0.02508973963259650011)]
    [InlineData(3, 0.3, 0.53514075474013972018, 0.46028264084804775309, 209.49779207905223563)]
    [InlineData(3, 20, 0.99508681446025987886, 4.1745338527679932135e-7, 0.083584689782081226954)]
    [InlineData(4, 12, 0.97899460638169573727, 0.00028628022140190828312, 0.25619721812917378691)]
    [InlineData(7, 30, 0.99553247795064152921, 2.0852314725655978343e-11, 0.13817585126529610839)]
    [InlineData(50, 0.001, 0.50009243660475717499, 0.49984243661102588275, 314159267.71385686639)]
    [InlineData(50, 30, 0.98619424774336222796, 6.6844846791471634857e-12, 1.0709109722623786422)]
    [InlineData(101, 5, 0.83411431852576392955, 0.032769823570849141033, 29.487595247151254689)]
    [InlineData(100001, 1, 0.58932651217038521729, 0.34551376170104592097, 633010.49084799082712)]
    [InlineData(1000000, 0.01, 0.50090844980944474802, 0.49840845618431347456, 62831900269.312472657)]
    [InlineData(1000000, 5, 0.83118694959107687898, 0.032110428373513449292, 291980.62344997085737)]
    [InlineData(1000000, 30, 0.979761277861456731, 4.5300471911686324703e-12, 21495.238687156727201)]
    public void Parameters_equal_50_digits(int dimension, double epsilon, double p, double q, double error)
    {
        PrivUnitG mechanism = PrivUnitG.Create(dimension, Epsilon.From(epsilon));

        AssertClose(error, mechanism.MeanSquaredError, 1e-11);
        AssertClose(p, mechanism.CapProbability, 1e-9);
        AssertClose(q, mechanism.CapMass, 1e-9);
    }

    [Fact]
    public void No_other_half_space_has_a_smaller_error()
    {
        foreach (int dimension in new[] { 1, 2, 10, 1_000, 1 << 20 })
        {
            foreach (double epsilon in new[] { 0.001, 0.5, 4, 16, 32 })
            {
                double best = PrivUnitG.Create(dimension, Epsilon.From(epsilon)).MeanSquaredError;
                double excess = Math.Exp(epsilon) - 1;
                for (double gamma = 0.005; gamma < 9; gamma += 0.005)
                {
                    double density = Math.Exp(-gamma * gamma / 2) / Math.Sqrt(2 * Math.PI);
                    double mean = density * excess / (1 + (NormalTail.Upper(gamma) * excess));
                    double error = (dimension / (mean * mean)) + (gamma / mean) - 1;
                    Assert.True(error >= best * (1 - 1e-9), $"{dimension} {epsilon} {gamma}");
                }
            }
        }
    }

    [Fact]
    public void Two_acceptance_probabilities_have_a_ratio_of_at_most_e_to_the_epsilon()
    {
        foreach (double epsilon in new[] { 1e-6, 0.001, 0.1, 1 / 3.0, 1, Math.PI, 8, 16.5, 30, 32 })
        {
            PrivUnitG mechanism = PrivUnitG.Create(10, Epsilon.From(epsilon));
            // The ratio is exp(exponent / 2^40); a double times 2^1074 is an integer, so this compares rationals.
            BigInteger claimed = Exact(epsilon) << PrivUnitG.ExponentBits;
            BigInteger used = (BigInteger)mechanism.AcceptanceExponent << 1074;
            Assert.True(used <= claimed);
            // 2^-28 is held back for the seeds' finite number, and no more than one unit of 2^-40 beyond it.
            BigInteger held = BigInteger.One << (1074 + PrivUnitG.ExponentBits - 28);
            Assert.True(used + held <= claimed && claimed < used + held + (BigInteger.One << 1074));
        }
    }

    [Fact]
    public void Share_of_words_in_a_cap_is_the_same_for_every_direction()
    {
        // The claim on which epsilon rests (page, step 3), for directions along the axes and the diagonal, where a
        // lattice shows most. The law of the words by exact sums, the smoothing by the normal tail that it is.
        double[] single = Law();
        double[] pair = Convolve(single, single);
        foreach (double epsilon in new[] { 0.5, 1, 4, 8, 16 })
        {
            PrivUnitG mechanism = PrivUnitG.Create(100, Epsilon.From(epsilon));
            double axis = Share(single, 1, mechanism.Gamma, Smoothing);
            double diagonal = Share(pair, Math.Sqrt(0.5), mechanism.Gamma, Smoothing);
            AssertClose(mechanism.CapMass, axis, 2e-12);
            AssertClose(mechanism.CapMass, diagonal, 2e-12);
        }

        // The twin without smoothing tells an axis from a diagonal, by far more than 2^-28.
        double gamma = PrivUnitG.Create(100, Epsilon.From(4)).Gamma;
        double bare = Share(single, 1, gamma, 1e-9), bareDiagonal = Share(pair, Math.Sqrt(0.5), gamma, 1e-9);
        Assert.True(Math.Abs(Math.Log(bare / bareDiagonal)) > 1e-4);
    }

    [Theory]
    [InlineData(1, 1, 20_000, 0)]
    [InlineData(2, 2, 10_000, 1)]
    [InlineData(10, 1, 20_000, 0)]
    [InlineData(10, 1, 20_000, 1)]
    [InlineData(10, 1, 20_000, 2)]
    [InlineData(10, 8, 300, 0)]
    [InlineData(100, 4, 1_000, 0)]
    [InlineData(1_000, 2, 300, 0)]
    public void Estimate_is_unbiased_with_the_error_of_theory(int dimension, double epsilon, int n, int axes)
    {
        PrivUnitG mechanism = PrivUnitG.Create(dimension, Epsilon.From(epsilon));
        double[] unit = Direction(dimension, axes);
        SeededBytes random = new((ulong)(dimension + axes));
        VectorSamples samples = VectorSamples.Of(n, unit, () => Estimate(mechanism, mechanism.Perturb(unit, random)));

        Assert.True(samples.IsUnbiased, $"{samples.AlongScore} {samples.OrthogonalScore}");
        // The squared norm is a sum of d squares: its mean over n has a deviation of sqrt(2/(d n)) of itself. Where
        // n is large that is below 2 %.
        double chance = GoodnessOfFit.ZAlpha * Math.Sqrt(2.0 / (dimension * (double)samples.Along.Length));
        double tolerance = Math.Max(0.02, chance) * (mechanism.MeanSquaredError + 1);
        Assert.InRange(samples.MeanSquaredError - mechanism.MeanSquaredError, -tolerance, tolerance);
    }

    [Theory]
    [InlineData(1, 1, 20_000)]
    [InlineData(10, 4, 6_000)]
    [InlineData(50, 0.5, 20_000)]
    public void Component_along_the_vector_has_its_law(int dimension, double epsilon, int n)
    {
        PrivUnitG mechanism = PrivUnitG.Create(dimension, Epsilon.From(epsilon));
        double[] unit = Direction(dimension, 0);
        SeededBytes random = new(5);
        VectorSamples samples = VectorSamples.Of(n, unit, () => Estimate(mechanism, mechanism.Perturb(unit, random)));

        Assert.True(LawPValue(mechanism, mechanism.Gamma, samples) > GoodnessOfFit.Alpha);
        Assert.True(LawPValue(mechanism, -mechanism.Gamma, samples) < GoodnessOfFit.Alpha, "sign of gamma unseen");
    }

    [Theory]
    [InlineData(10, 1, 40_000)]
    [InlineData(100, 4, 4_000)]
    public void Cap_is_met_with_the_probabilities_of_the_law(int dimension, double epsilon, int n)
    {
        PrivUnitG mechanism = PrivUnitG.Create(dimension, Epsilon.From(epsilon));
        double[] unit = VectorSamples.Unit(dimension), opposite = [.. unit.Select(x => -x)];
        double p = mechanism.CapProbability;
        double other = (1 - p) * mechanism.CapMass / (1 - mechanism.CapMass);

        Assert.True(RateFits(CapHits(mechanism, unit, unit, n), n, p));
        Assert.True(RateFits(CapHits(mechanism, opposite, unit, n), n, other));
        AssertClose(epsilon, Math.Log(p / other), 1e-9);
    }

    [Fact]
    public void Twin_that_spends_twice_the_epsilon_shows_in_the_cap()
    {
        PrivUnitG claimed = PrivUnitG.Create(10, Epsilon.From(1)), run = PrivUnitG.Create(10, Epsilon.From(2));
        double[] unit = VectorSamples.Unit(10);
        SeededBytes random = new(7);
        int hits = 0;
        for (int i = 0; i < 10_000; i++)
        {
            hits += claimed.IsInCap(unit, run.Perturb(unit, random)) ? 1 : 0;
        }

        Assert.False(RateFits(hits, 10_000, claimed.CapProbability));
    }

    [Fact]
    public void Twin_with_the_wrong_sign_of_gamma_is_biased()
    {
        PrivUnitG mechanism = PrivUnitG.Create(10, Epsilon.From(1));
        double[] unit = VectorSamples.Unit(10);
        double keep = Math.Exp(-1);
        SeededBytes random = new(9);
        Assert.True(Twin(1).IsUnbiased);
        Assert.False(Twin(-1).IsUnbiased);

        // Rejection as the page says it, with the sign as parameter: the first is a plain second implementation.
        VectorSamples Twin(int sign) => VectorSamples.Of(20_000, unit, () =>
        {
            while (true)
            {
                double[] value = Estimate(mechanism, new PrivUnitSeed(random.Next(), random.Next()));
                double height = VectorSamples.Dot(value, unit) / mechanism.GridScale / SeedCoordinate.Sigma;
                if (height >= sign * mechanism.Gamma || random.Uniform() < keep)
                {
                    return value;
                }
            }
        });
    }

    [Fact]
    public void Every_bit_of_the_seeds_is_fair_and_a_twin_of_32_bits_is_caught()
    {
        PrivUnitG mechanism = PrivUnitG.Create(1, Epsilon.From(0.5));
        SeededBytes random = new(15);
        byte[][] seeds = [.. Enumerable.Range(0, 5_000).Select(_ => mechanism.Perturb([1], random).ToBytes())];

        Assert.True(BitsAreFair(seeds));
        Assert.Equal(seeds.Length, seeds.Select(Convert.ToHexString).Distinct().Count());
        Assert.False(BitsAreFair([.. seeds.Select(seed => seed[..4].Concat(new byte[12]).ToArray())]));
        // Folding 32 bits over the rest repeats them, which the bits alone do not show.
        Assert.False(BitsAreFair([.. seeds.Select(seed => seed[..4].Concat(seed[..4]).Concat(seed[..8]).ToArray())]));
    }

    [Fact]
    public void Broken_generator_ends_without_a_release()
    {
        PrivUnitG mechanism = PrivUnitG.Create(4, Epsilon.From(4));
        double[] unit = [1, 0, 0, 0];

        Assert.Throws<CryptographicException>(() => mechanism.Perturb(unit, new StuckBytes()));
    }

    [Fact]
    public void Epsilon_that_needs_too_many_seeds_is_refused_at_the_release()
    {
        PrivUnitG mechanism = PrivUnitG.Create(10, Epsilon.From(20));

        Assert.True(mechanism.ExpectedTries > PrivUnitG.MaximumExpectedTries);
        Assert.Equal(PrivacyFault.Unsupported, Assert.Throws<PrivacyException>(
            () => { mechanism.Perturb(VectorSamples.Unit(10), new SeededBytes(1)); }).Fault);
        Assert.True(PrivUnitG.Create(1 << 20, Epsilon.From(16)).ExpectedTries <= PrivUnitG.MaximumExpectedTries);
    }

    [Fact]
    public void Dimension_and_epsilon_that_together_need_too_many_coordinates_are_refused_at_the_release()
    {
        // 376,770 seeds of 8 MiB: hours without a way out.
        PrivUnitG mechanism = PrivUnitG.Create(1 << 20, Epsilon.From(16));
        double[] axis = new double[1 << 20];
        axis[0] = 1;

        AssertFault(PrivacyFault.Unsupported, () => mechanism.Perturb(axis, new SeededBytes(1)));
        Assert.True(Coordinates(1 << 20, 11) <= PrivUnitG.MaximumExpectedCoordinates);
        Assert.True(Coordinates(1 << 20, 11.1) > PrivUnitG.MaximumExpectedCoordinates);
        Assert.True(Coordinates(10_000, 16) <= PrivUnitG.MaximumExpectedCoordinates);

        static double Coordinates(int dimension, double epsilon) =>
            PrivUnitG.Create(dimension, Epsilon.From(epsilon)).ExpectedTries * dimension;
    }

    [Fact]
    public void Lifted_vector_is_estimated_by_its_own_coordinates()
    {
        double[] lifted = UnitVectors.Lift([0.3, -0.4]);
        PrivUnitG mechanism = PrivUnitG.Create(3, Epsilon.From(2));
        SeededBytes random = new(21);
        VectorSamples samples = VectorSamples.Of(
            10_000, lifted, () => Estimate(mechanism, mechanism.Perturb(lifted, random)));

        Assert.Equal([0.3, -0.4, Math.Sqrt(0.75)], lifted);
        Assert.True(samples.IsUnbiased);
    }

    [Fact]
    public void What_is_no_unit_vector_or_no_parameter_is_refused_by_type()
    {
        PrivUnitG mechanism = PrivUnitG.Create(2, Epsilon.From(1));
        SeededBytes random = new(1);

        Assert.Equal(16, PrivUnitG.MessageBytes);
        AssertFault(PrivacyFault.Empty, () => PrivUnitG.Create(0, Epsilon.From(1)));
        AssertFault(PrivacyFault.OutOfRange, () => PrivUnitG.Create((1 << 20) + 1, Epsilon.From(1)));
        AssertFault(PrivacyFault.NotPositive, () => PrivUnitG.Create(2, default));
        AssertFault(PrivacyFault.OutOfRange, () => PrivUnitG.Create(2, Epsilon.From(33)));
        AssertFault(PrivacyFault.Empty, () => mechanism.Perturb([], random));
        AssertFault(PrivacyFault.OutsideDomain, () => mechanism.Perturb([0.6], random));
        AssertFault(PrivacyFault.OutsideDomain, () => mechanism.Perturb([0.6, 0.7], random));
        AssertNoPrivateValue("0.9219", () => mechanism.Perturb([0.6, 0.7], random));
        AssertNoPrivateValue("1.06301", () => UnitVectors.Lift([0.8, 0.7]));
        AssertFault(PrivacyFault.NotANumber, () => mechanism.Perturb([0.6, double.NaN], random));
        AssertFault(PrivacyFault.Infinite, () => mechanism.IsInCap([0.6, double.PositiveInfinity], default));
        AssertFault(PrivacyFault.Empty, () => UnitVectors.Lift([]));
        AssertFault(PrivacyFault.OutsideDomain, () => UnitVectors.Lift([0.8, 0.7]));
        AssertFault(PrivacyFault.NotANumber, () => UnitVectors.Lift([double.NaN]));
        Assert.Throws<ArgumentNullException>(() => mechanism.Perturb([1, 0], null!));
    }

    // 3932 / 2^19 of a coordinate, in units of sigma; the three words below it add a relative 3e-5.
    private static readonly double Smoothing = 3932.0 / (1 << 19) * Math.Sqrt(1 + Math.Pow(2, -14) + Math.Pow(2, -28));

    private static double[] Estimate(PrivUnitG mechanism, PrivUnitSeed seed)
    {
        long[] grid = new long[mechanism.Dimension];
        mechanism.Expand(seed, grid);
        return [.. grid.Select(x => x * mechanism.GridScale)];
    }

    /// <summary>0: coordinates of every size; 1 or 2: so many equal coordinates, the rest 0.</summary>
    private static double[] Direction(int dimension, int axes) => axes == 0 ? VectorSamples.Unit(dimension)
        : [.. Enumerable.Range(0, dimension).Select(i => i < axes ? Math.Sqrt(1.0 / axes) : 0)];

    private static int CapHits(PrivUnitG mechanism, double[] input, double[] cap, int n)
    {
        SeededBytes random = new(3);
        int hits = 0;
        for (int i = 0; i < n; i++)
        {
            hits += mechanism.IsInCap(cap, mechanism.Perturb(input, random)) ? 1 : 0;
        }

        return hits;
    }

    private static bool RateFits(int hits, int n, double probability) =>
        Math.Abs(hits - (n * probability)) <= GoodnessOfFit.ZAlpha * Math.Sqrt(n * probability * (1 - probability));

    /// <summary>Every bit is 1, and equal to the one 32 places on, half of the time (alpha 1e-6 each).</summary>
    private static bool BitsAreFair(byte[][] seeds)
    {
        int limit = (int)(GoodnessOfFit.ZAlpha * Math.Sqrt(seeds.Length) / 2);
        for (int bit = 0; bit < 128; bit++)
        {
            int ones = seeds.Count(seed => Bit(seed, bit) == 1);
            int equal = seeds.Count(seed => Bit(seed, bit) == Bit(seed, (bit + 32) % 128));
            if (Math.Abs(ones - (seeds.Length / 2)) > limit || Math.Abs(equal - (seeds.Length / 2)) > limit)
            {
                return false;
            }
        }

        return true;
    }

    private static int Bit(byte[] seed, int bit) => (seed[bit / 8] >> (bit % 8)) & 1;

    private static double LawPValue(PrivUnitG mechanism, double gamma, VectorSamples samples)
    {
        double inside = mechanism.CapProbability / mechanism.CapMass;
        double outside = (1 - mechanism.CapProbability) / (1 - mechanism.CapMass);
        // Cells end between the integers, which are all that there is in one dimension.
        const double half = 0.5 / SeedCoordinate.Sigma;
        return samples.PValue(
            z => Math.Exp(-z * z / 2)
                * (outside + ((inside - outside) * NormalTail.Lower((z - gamma) / Smoothing))),
            -6 - half, 6 - half, 120, mechanism.GridScale * SeedCoordinate.Sigma);
    }

    /// <summary>P(x) of a coordinate at index x + 2047.</summary>
    private static double[] Law()
    {
        double[] law = new double[(2 * SeedCoordinate.Largest) + 1];
        for (int x = -SeedCoordinate.Largest; x <= SeedCoordinate.Largest; x++)
        {
            double weight = Math.ScaleB(SeedCoordinate.Weight(Math.Abs(x)), -63);
            law[x + SeedCoordinate.Largest] = x == 0 ? weight : weight / 2;
        }

        return law;
    }

    private static double[] Convolve(double[] left, double[] right)
    {
        double[] law = new double[left.Length + right.Length - 1];
        for (int i = 0; i < left.Length; i++)
        {
            for (int j = 0; j < right.Length && left[i] > 0; j++)
            {
                law[i + j] += left[i] * right[j];
            }
        }

        return law;
    }

    /// <summary>P(step x + smoothing at least gamma), all in units of the deviation of the sum.</summary>
    private static double Share(double[] law, double step, double gamma, double smoothing)
    {
        double deviation = Math.Sqrt(1 + (smoothing * smoothing)), share = 0;
        for (int i = 0; i < law.Length; i++)
        {
            double x = (i - (law.Length / 2)) * step / SeedCoordinate.Sigma;
            share += law[i] * NormalTail.Upper(((gamma * deviation) - x) / smoothing);
        }

        return share;
    }

    private static BigInteger Exact(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) & 0x7FF;
        return (BigInteger)((bits & 0xFFFFFFFFFFFFF) | (1L << 52)) << (exponent - 1);
    }

    /// <summary>Always the same bytes: every coin fails, and one seed is tried for ever.</summary>
    private sealed class StuckBytes : IRandomBytes
    {
        public void Fill(Span<byte> destination) => destination.Fill(0xFF);
    }
}

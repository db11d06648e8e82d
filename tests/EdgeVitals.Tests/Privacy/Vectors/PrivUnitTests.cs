using System.Text.Json;
using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy.Audit;
using static EdgeVitals.Tests.Privacy.Vectors.SphericalCapTests;

namespace EdgeVitals.Tests.Privacy.Vectors;

/// <summary>
/// Parameters against published values and 50 digits, samples against their law (n and alpha in
/// <see cref="VectorSamples"/>), and broken twins.
/// </summary>
public sealed class PrivUnitTests
{
    [Fact]
    public void Parameters_equal_every_reference_row()
    {
        IReadOnlyList<JsonElement> rows = KnownAnswers.Rows("ldp_vector_mean");
        foreach (JsonElement row in rows)
        {
            PrivUnit mechanism = PrivUnit.Create(row.Count("d"), Epsilon.From(row.Number("epsilon")));
            JsonElement known = row.GetProperty("privunit_exact");
            AssertClose(known.Number("mse_unit"), mechanism.MeanSquaredError, 1e-9);
            AssertClose(known.Number("norm"), mechanism.Norm, 1e-9);
            AssertClose(known.Number("p"), mechanism.CapProbability, 1e-6);
            AssertClose(known.Number("gamma"), mechanism.Gamma, 1e-5);
            AssertClose(known.Number("q"), mechanism.CapMass, 1e-4);
            AssertClose(known.Number("max_balanced_mia_accuracy_x_vs_minus_x"), mechanism.MaximumAccuracy, 1e-6);
        }

        Assert.Equal(18, rows.Count);
    }

    /// <summary>p, q and error by bisection in 50 digits (mpmath).</summary>
    [Theory]
    [InlineData(1, 0.01, 0.50249997916687499789, 0.5, 39999.66666833332672)]
    [InlineData(1, 5, 0.99330714907571514444, 0.5, 0.02731869152076822625)]
    [InlineData(1, 30, 0.99999999999990642377, 0.5, 3.7430491875367703628e-13)]
    [InlineData(2, 0.01, 0.50148678399401403368, 0.49898678976301694076, 98695.688945695395701)]
    [InlineData(2, 30, 0.99999999693458037034, 0.000030525469347800144271, 9.1965396684039707716e-9)]
    [InlineData(3, 0.3, 0.53742984534374954945, 0.46257015465625045055, 177.44481910988649526)]
    [InlineData(3, 20, 0.99995460213129756561, 0.000045397868702434394505, 0.00018161620940190164839)]
    [InlineData(4, 12, 0.99415689245649739573, 0.0010442957161536652758, 0.029615909591972724598)]
    [InlineData(7, 30, 0.99981495560844428428, 5.0560253730490040327e-10, 0.0014810127470652853218)]
    [InlineData(50, 0.001, 0.50009246071607030236, 0.49984246072233744041, 311033537.53455211457)]
    [InlineData(50, 30, 0.98781556526541177764, 7.5864049697728741447e-12, 0.64357822383164324309)]
    [InlineData(101, 5, 0.83416884559364730959, 0.032782318067784459381, 28.848499086910439164)]
    [InlineData(100001, 1, 0.58932651217667859718, 0.34551376170692618967, 633006.8258389809093)]
    [InlineData(1000000, 0.01, 0.50090844980944534485, 0.49840845618431407139, 62831868852.870192367)]
    [InlineData(1000000, 5, 0.83118694959164568986, 0.032110428373639439001, 291979.97746035603684)]
    [InlineData(1000000, 30, 0.9797612778691101334, 4.5300471929170852809e-12, 21494.727943791896069)]
    public void Parameters_equal_50_digits(int dimension, double epsilon, double p, double q, double error)
    {
        PrivUnit mechanism = PrivUnit.Create(dimension, Epsilon.From(epsilon));

        AssertClose(error, mechanism.MeanSquaredError, 1e-12);
        AssertClose(p, mechanism.CapProbability, 1e-11);
        AssertClose(q, mechanism.CapMass, 1e-11);
    }

    [Fact]
    public void Odds_of_the_cap_are_exactly_e_to_the_epsilon()
    {
        foreach (int dimension in new[] { 1, 2, 3, 10, 1_000, 1 << 20 })
        {
            foreach (double epsilon in new[] { 1e-6, 0.001, 0.5, 4, 16, 30, 32 })
            {
                PrivUnit mechanism = PrivUnit.Create(dimension, Epsilon.From(epsilon));
                if (dimension == 1)
                {
                    // q is 1/2 and p so near to 1 that 1 - p has no digits: p itself, to its last bit.
                    double odds = Math.Exp(-epsilon);
                    Assert.Equal(0.5, mechanism.CapMass);
                    Assert.Equal(odds / (1 + odds), 1 - mechanism.CapProbability, Math.ScaleB(1, -53));
                }
                else
                {
                    double p = mechanism.CapProbability;
                    Assert.True(OddsHold(epsilon, p, mechanism.CapMass), $"{dimension} {epsilon}");
                }

                Assert.InRange(mechanism.Norm, 1, double.MaxValue);
                // The ceiling of every test at this epsilon.
                Assert.InRange(mechanism.MaximumAccuracy, 0.5, 1 / (1 + Math.Exp(-epsilon)));
            }
        }
    }

    [Fact]
    public void Twin_with_a_looser_p_has_other_odds()
    {
        // The looser bound of the cap mass that public code used: p 0.8780758 at gamma 0.0966048, d = 100, epsilon 4,
        // against the mass that this cap has. It holds less than its epsilon and pays for it.
        double mass = SphericalCap.Mass(100, Math.Acos(0.09660482620655166));
        PrivUnit mechanism = PrivUnit.Create(100, Epsilon.From(4));

        Assert.False(OddsHold(4, 0.8780758124102578, mass));
        Assert.False(OddsHold(4, mechanism.CapProbability + 1e-6, mechanism.CapMass));
    }

    [Fact]
    public void No_other_cap_has_a_smaller_error()
    {
        foreach ((int dimension, double epsilon) in new[] { (2, 0.1), (2, 20.0), (3, 4.0), (50, 8.0), (5_000, 1.0) })
        {
            double best = PrivUnit.Create(dimension, Epsilon.From(epsilon)).MeanSquaredError;
            double least = double.MaxValue;
            for (int i = 1; i < 400; i++)
            {
                least = Math.Min(least, ErrorOfCap(dimension, epsilon, Math.PI / 2 * i / 400));
            }

            Assert.InRange(best, 0, least * (1 + 1e-12));
        }
    }

    [Theory]
    [InlineData(1, 1, 20_000)]
    [InlineData(2, 1, 20_000)]
    [InlineData(3, 8, 20_000)]
    [InlineData(10, 1, 20_000)]
    [InlineData(10, 30, 20_000)]
    [InlineData(100, 4, 2_000)]
    [InlineData(1_000, 2, 300)]
    public void Estimate_is_unbiased_with_the_error_of_theory(int dimension, double epsilon, int n)
    {
        PrivUnit mechanism = PrivUnit.Create(dimension, Epsilon.From(epsilon));
        VectorSamples samples = Draw(mechanism, n, dimension);

        Assert.True(samples.IsUnbiased, $"{samples.AlongScore} {samples.OrthogonalScore}");
        // Below an error of 1 the 2 % are of the squared norm, which is what varies.
        double tolerance = 0.02 * Math.Max(1, mechanism.MeanSquaredError);
        Assert.InRange(samples.MeanSquaredError - mechanism.MeanSquaredError, -tolerance, tolerance);
    }

    [Theory]
    [InlineData(3, 2, 20_000)]
    [InlineData(10, 1, 20_000)]
    [InlineData(10, 8, 20_000)]
    [InlineData(101, 4, 5_000)]
    public void Component_along_the_vector_has_its_law(int dimension, double epsilon, int n)
    {
        PrivUnit mechanism = PrivUnit.Create(dimension, Epsilon.From(epsilon));
        VectorSamples samples = Draw(mechanism, n, 7);

        Assert.True(LawPValue(mechanism, mechanism.Gamma, samples) > GoodnessOfFit.Alpha);
        Assert.True(LawPValue(mechanism, -mechanism.Gamma, samples) < GoodnessOfFit.Alpha, "sign of gamma unseen");
    }

    [Fact]
    public void Simulated_checks_of_the_reference_agree()
    {
        IReadOnlyList<JsonElement> rows = KnownAnswers.Rows("privunit_simulation_check");
        foreach (JsonElement row in rows)
        {
            PrivUnit mechanism = PrivUnit.Create(row.Count("d"), Epsilon.From(row.Number("epsilon")));
            double inside = mechanism.CapProbability / mechanism.CapMass;
            double outside = (1 - mechanism.CapProbability) / (1 - mechanism.CapMass);
            AssertClose(row.Number("mse_theory"), mechanism.MeanSquaredError, 1e-9);
            AssertClose(row.Number("density_ratio_log"), Math.Log(inside / outside), 1e-12);
            // Their simulation and ours, each with its own noise.
            VectorSamples samples = Draw(mechanism, 10_000 / (int)Math.Sqrt(mechanism.Dimension), 11);
            double variance = samples.Along.Sum(x => (x - 1) * (x - 1)) / samples.Along.Length;
            double error = Math.Sqrt(Math.Pow(row.Number("se"), 2) + (variance / samples.Along.Length));
            double difference = samples.Along.Average() - row.Number("sim_mean_along_x");
            Assert.InRange(Math.Abs(difference), 0, GoodnessOfFit.ZAlpha * error);
        }

        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public void Twin_with_half_the_noise_or_the_wrong_side_is_caught()
    {
        PrivUnit mechanism = PrivUnit.Create(10, Epsilon.From(1));
        double[] unit = VectorSamples.Unit(10);
        SeededBytes random = new(13);
        VectorSamples half = VectorSamples.Of(
            10_000, unit, () => [.. mechanism.Perturb(unit, random).Select(x => x / 2)]);
        double[] other = [.. unit.Select(x => -x)];
        VectorSamples wrong = VectorSamples.Of(10_000, unit, () => mechanism.Perturb(other, random));

        Assert.False(half.IsUnbiased);
        Assert.False(wrong.IsUnbiased);
    }

    [Fact]
    public void Estimate_has_the_norm_of_the_mechanism()
    {
        PrivUnit mechanism = PrivUnit.Create(10, Epsilon.From(2));
        double[] estimate = mechanism.Perturb(VectorSamples.Unit(10), new SeededBytes(17));

        Assert.Equal(mechanism.Norm, Math.Sqrt(VectorSamples.Dot(estimate, estimate)), 1e-12);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MinValue)]
    public void Extreme_random_bytes_give_finite_estimates(ulong word)
    {
        // All ones were once a uniform number of exactly 1, all zeros are the least one.
        foreach (int dimension in new[] { 2, 3, 10 })
        {
            PrivUnit mechanism = PrivUnit.Create(dimension, Epsilon.From(2));
            double[] estimate = mechanism.Perturb(VectorSamples.Unit(dimension), new ScriptedBytes(word));
            Assert.Equal(mechanism.Norm, Math.Sqrt(VectorSamples.Dot(estimate, estimate)), 1e-9);
        }
    }

    [Fact]
    public void Direction_that_is_the_vector_itself_is_drawn_again()
    {
        // Words that draw a direction whose normalised doubles have a norm of exactly 1: nothing is left across it.
        PrivUnit mechanism = PrivUnit.Create(2, Epsilon.From(2));
        ulong angle = 1UL << 60;
        double[] unit = DirectionOf(angle);
        while (VectorSamples.Dot(unit, unit) != 1 || !IsLeftAlone(unit))
        {
            angle += 1UL << 50;
            unit = DirectionOf(angle);
        }

        // The cap, the angle in it, then radius and angle of the direction; the filler draws another one.
        double[] estimate = mechanism.Perturb(unit, new ScriptedBytes(0x5555_5555_5555_5555, 0, Radius, Radius, angle));
        Assert.Equal(mechanism.Norm, Math.Sqrt(VectorSamples.Dot(estimate, estimate)), 1e-12);
    }

    [Fact]
    public void What_is_no_unit_vector_or_no_parameter_is_refused_by_type()
    {
        PrivUnit mechanism = PrivUnit.Create(2, Epsilon.From(1));
        SeededBytes random = new(1);

        AssertFault(PrivacyFault.Empty, () => PrivUnit.Create(0, Epsilon.From(1)));
        AssertFault(PrivacyFault.Empty, () => PrivUnit.Create(-1, Epsilon.From(1)));
        AssertFault(PrivacyFault.OutOfRange, () => PrivUnit.Create((1 << 20) + 1, Epsilon.From(1)));
        AssertFault(PrivacyFault.NotPositive, () => PrivUnit.Create(2, default));
        AssertFault(PrivacyFault.OutOfRange, () => PrivUnit.Create(2, Epsilon.From(33)));
        AssertFault(PrivacyFault.OutOfRange, () => PrivUnit.Create(2, Epsilon.From(1e-7)));
        AssertFault(PrivacyFault.Empty, () => mechanism.Perturb([], random));
        AssertFault(PrivacyFault.OutsideDomain, () => mechanism.Perturb([1], random));
        AssertFault(PrivacyFault.OutsideDomain, () => mechanism.Perturb([1, 1e-4], random));
        AssertFault(PrivacyFault.OutsideDomain, () => mechanism.Perturb([0, 0], random));
        AssertFault(PrivacyFault.NotANumber, () => mechanism.Perturb([double.NaN, 1], random));
        AssertFault(PrivacyFault.Infinite, () => mechanism.Perturb([double.NegativeInfinity, 1], random));
        Assert.Throws<ArgumentNullException>(() => mechanism.Perturb([1, 0], null!));
    }

    private const ulong Radius = 1UL << 60;

    /// <summary>The normalised direction that two words draw in two dimensions.</summary>
    private static double[] DirectionOf(ulong angle)
    {
        double radius = Math.Sqrt(-2 * Math.Log(Middle(Radius)));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * Middle(angle));
        double[] direction = [radius * cosine, radius * sine];
        double norm = Math.Sqrt(VectorSamples.Dot(direction, direction));
        return [direction[0] / norm, direction[1] / norm];
    }

    private static double Middle(ulong word) => ((word >> 12) + 0.5) / (1UL << 52);

    private static bool IsLeftAlone(double[] unit) => ScaledNorm.TryOf(unit, out ScaledNorm norm) && norm.Value == 1;

    private static VectorSamples Draw(PrivUnit mechanism, int n, int seed)
    {
        double[] unit = VectorSamples.Unit(mechanism.Dimension);
        SeededBytes random = new((ulong)seed);
        return VectorSamples.Of(n, unit, () => mechanism.Perturb(unit, random));
    }

    /// <summary>1e-14 / (1 - p) is what the rounding of p to a double may do to the logarithm; from two dimensions on
    /// it stays below 1e-4.</summary>
    private static bool OddsHold(double epsilon, double p, double q)
    {
        Assert.InRange(1e-14 / (1 - p), 0, 1e-4);
        return Math.Abs(Math.Log(p * (1 - q) / (q * (1 - p))) - epsilon) <= (1e-9 * epsilon) + (1e-14 / (1 - p));
    }

    private static double LawPValue(PrivUnit mechanism, double gamma, VectorSamples samples)
    {
        double power = (mechanism.Dimension - 3) / 2.0;
        double inside = mechanism.CapProbability / mechanism.CapMass;
        double outside = (1 - mechanism.CapProbability) / (1 - mechanism.CapMass);
        double reach = Math.Min(1, 7 / Math.Sqrt(mechanism.Dimension));
        return samples.PValue(
            t => Math.Pow(1 - (t * t), power) * (t >= gamma ? inside : outside), -reach, reach, 60, mechanism.Norm);
    }

    private static double ErrorOfCap(int dimension, double epsilon, double angle)
    {
        // Mean of <u, v> over a cap by quadrature: independent of the closed form of m.
        double a = (dimension - 1) / 2.0, inCap = 0, all = 0;
        const int points = 2_000;
        for (int i = 0; i < points; i++)
        {
            double part = angle * (i + 0.5) / points;
            inCap += Math.Cos(part) * Math.Pow(Math.Sin(part), (2 * a) - 1) * angle / points;
            double whole = Math.PI * (i + 0.5) / points;
            all += Math.Pow(Math.Sin(whole), (2 * a) - 1) * Math.PI / points;
        }

        double q = SphericalCap.Mass(dimension, angle), excess = Math.Exp(epsilon) - 1;
        double mean = inCap / all * excess / (1 + (q * excess));
        return (1 / (mean * mean)) - 1;
    }
}

using System.Text.Json;
using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy.Audit;
using static EdgeVitals.Tests.Privacy.Vectors.SphericalCapTests;

namespace EdgeVitals.Tests.Privacy.Vectors;

/// <summary>Norm and error against published values; samples (n and alpha in <see cref="VectorSamples"/>).</summary>
public sealed class DuchiBallTests
{
    [Fact]
    public void Parameters_equal_every_reference_row()
    {
        IReadOnlyList<JsonElement> rows = KnownAnswers.Rows("ldp_vector_mean");
        foreach (JsonElement row in rows)
        {
            DuchiBall mechanism = DuchiBall.Create(row.Count("d"), Epsilon.From(row.Number("epsilon")));
            // The file's own values are off by 5e-12 at d = 10,000, as 40 digits show below.
            AssertClose(row.GetProperty("duchi_l2_ball").Number("norm"), mechanism.Norm, 1e-11);
            AssertClose(row.GetProperty("duchi_l2_ball").Number("mse_unit"), mechanism.MeanSquaredError, 1e-10);
        }

        Assert.Equal(18, rows.Count);
    }

    [Fact]
    public void Norm_in_one_two_and_three_dimensions_is_the_closed_form()
    {
        double factor = 1 / Math.Tanh(0.5);

        // E|W_1| of a uniform direction is 1, 2/pi and 1/2.
        AssertClose(factor, DuchiBall.Create(1, Epsilon.From(1)).Norm, 1e-14);
        AssertClose(factor * Math.PI / 2, DuchiBall.Create(2, Epsilon.From(1)).Norm, 1e-14);
        AssertClose(factor * 2, DuchiBall.Create(3, Epsilon.From(1)).Norm, 1e-14);
        AssertClose(1 / Math.Pow(Math.Sinh(15), 2), DuchiBall.Create(1, Epsilon.From(30)).MeanSquaredError, 1e-14);
    }

    /// <summary>sqrt(pi) Gamma((d+1)/2)/Gamma(d/2) coth(eps/2) in 40 digits (mpmath).</summary>
    [Theory]
    [InlineData(10_000, 1, 271.2045603943284593049)]
    [InlineData(1_000_000, 30, 1253.313823987239649213)]
    [InlineData(1_048_576, 1, 2777.203465536147418120)]
    public void Norm_in_many_dimensions_equals_40_digits(int dimension, double epsilon, double norm)
    {
        AssertClose(norm, DuchiBall.Create(dimension, Epsilon.From(epsilon)).Norm, 1e-14);
    }

    [Fact]
    public void PrivUnit_is_never_worse()
    {
        foreach (int dimension in new[] { 1, 2, 3, 10, 1_000 })
        {
            foreach (double epsilon in new[] { 0.001, 0.5, 2, 8, 30 })
            {
                double error = PrivUnit.Create(dimension, Epsilon.From(epsilon)).MeanSquaredError;
                double ball = DuchiBall.Create(dimension, Epsilon.From(epsilon)).MeanSquaredError;
                Assert.InRange(error, 0, (ball * (1 + 1e-12)) + 1e-14);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(10, 1)]
    public void Estimate_is_unbiased_with_the_error_of_theory(int dimension, double epsilon)
    {
        DuchiBall mechanism = DuchiBall.Create(dimension, Epsilon.From(epsilon));
        double[] unit = VectorSamples.Unit(dimension);
        SeededBytes random = new(31);
        VectorSamples samples = VectorSamples.Of(20_000, unit, () => mechanism.Perturb(unit, random));

        Assert.True(samples.IsUnbiased);
        double tolerance = 0.02 * (mechanism.MeanSquaredError + 1);
        Assert.InRange(samples.MeanSquaredError - mechanism.MeanSquaredError, -tolerance, tolerance);
    }

    [Fact]
    public void Shorter_vector_is_estimated_without_bias_and_the_zero_vector_by_pure_noise()
    {
        DuchiBall mechanism = DuchiBall.Create(4, Epsilon.From(2));
        double[] unit = VectorSamples.Unit(4), third = [.. unit.Select(x => x * 0.3)];
        SeededBytes random = new(37);
        VectorSamples shorter = VectorSamples.Of(
            20_000, unit, () => [.. mechanism.Perturb(third, random).Select(x => x / 0.3)]);
        VectorSamples zero = VectorSamples.Of(20_000, unit, () => mechanism.Perturb(new double[4], random));

        Assert.True(shorter.IsUnbiased);
        double mean = zero.Along.Average();
        Assert.InRange(Math.Abs(mean), 0, GoodnessOfFit.ZAlpha * mechanism.Norm / Math.Sqrt(4 * zero.Along.Length));
    }

    [Fact]
    public void Sides_have_odds_of_e_to_the_epsilon_and_half_the_epsilon_is_seen()
    {
        const int n = 20_000;
        double[] unit = VectorSamples.Unit(3);
        int Hits(double epsilon)
        {
            DuchiBall mechanism = DuchiBall.Create(3, Epsilon.From(epsilon));
            SeededBytes random = new(41);
            return Enumerable.Range(0, n).Count(_ => VectorSamples.Dot(mechanism.Perturb(unit, random), unit) > 0);
        }

        double truth = 1 / (1 + Math.Exp(-1)), error = GoodnessOfFit.ZAlpha * Math.Sqrt(truth * (1 - truth) / n);
        Assert.InRange((Hits(1) / (double)n) - truth, -error, error);
        Assert.NotInRange((Hits(0.5) / (double)n) - truth, -error, error);
    }

    [Fact]
    public void Norm_is_that_of_the_coin_whose_epsilon_is_rounded_down()
    {
        // Between two multiples of 2^-52: 1e-6 has 20 binary digits more than the coin takes.
        double epsilon = Math.BitDecrement(1e-6 + Math.ScaleB(1, -52)), coin = Math.Floor(Math.ScaleB(epsilon, 52));
        DuchiBall mechanism = DuchiBall.Create(1, Epsilon.From(epsilon));

        AssertClose(1 / Math.Tanh(Math.ScaleB(coin, -53)), mechanism.Norm, 1e-14);
        Assert.True(Math.Abs((mechanism.Norm * Math.Tanh(epsilon / 2)) - 1) > 1e-12);
    }

    [Fact]
    public void Vector_outside_the_ball_or_no_parameter_is_refused_by_type()
    {
        DuchiBall mechanism = DuchiBall.Create(2, Epsilon.From(1));
        SeededBytes random = new(1);

        AssertFault(PrivacyFault.Empty, () => DuchiBall.Create(0, Epsilon.From(1)));
        AssertFault(PrivacyFault.OutOfRange, () => DuchiBall.Create((1 << 20) + 1, Epsilon.From(1)));
        AssertFault(PrivacyFault.OutOfRange, () => DuchiBall.Create(2, Epsilon.From(33)));
        AssertFault(PrivacyFault.NotPositive, () => DuchiBall.Create(2, default));
        AssertFault(PrivacyFault.OutsideDomain, () => mechanism.Perturb([0.8, 0.7], random));
        AssertNoPrivateValue("1.06301", () => mechanism.Perturb([0.8, 0.7], random));
        AssertFault(PrivacyFault.OutsideDomain, () => mechanism.Perturb([0.8], random));
        AssertFault(PrivacyFault.Empty, () => mechanism.Perturb([], random));
        AssertFault(PrivacyFault.NotANumber, () => mechanism.Perturb([0, double.NaN], random));
        AssertFault(PrivacyFault.Infinite, () => mechanism.Perturb([0, double.PositiveInfinity], random));
        Assert.Throws<ArgumentNullException>(() => mechanism.Perturb([1, 0], null!));
    }
}

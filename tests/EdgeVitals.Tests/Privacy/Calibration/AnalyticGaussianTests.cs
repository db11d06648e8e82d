using System.Text.Json;
using EdgeVitals.Privacy;
using EdgeVitals.Tests.Privacy.Audit;

namespace EdgeVitals.Tests.Privacy;

public sealed class AnalyticGaussianTests
{
    [Fact]
    public void Sigma_equals_forty_digits_and_is_never_below_them()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("analytic_gaussian_sigma"))
        {
            double sensitivity = row.Number("sensitivity"), expected = row.Number("sigma_mpmath60_40digits");
            double sigma = AnalyticGaussian.Sigma(
                Epsilon.From(row.Number("epsilon")), Delta.From(row.Number("delta")), sensitivity);

            Assert.Equal(expected, sigma, 1e-11 * expected);
            Assert.True(sigma >= expected);
            Assert.Equal(row.Number("sigma_dp_accounting"), sigma, 1e-9 * expected);
            compared++;
        }

        Assert.Equal(14, compared);
    }

    /// <summary>Oracle: mpmath at 80 digits, solved by secants; corners that no table of the field has.</summary>
    [Theory]
    [InlineData(0.001, 1e-15, 6486.4906383204430839)]
    [InlineData(0.001, 0.5, 0.74086918519562635547)]
    [InlineData(30, 1e-15, 0.31276896081854439005)]
    [InlineData(30, 0.5, 0.12701068162904742146)]
    [InlineData(700, 1e-6, 0.030313470312055810232)]
    [InlineData(1e-6, 1e-30, 9744982.9595303962964)]
    public void Sigma_holds_in_the_corners(double epsilon, double delta, double expected)
    {
        double sigma = AnalyticGaussian.Sigma(Epsilon.From(epsilon), Delta.From(delta));

        Assert.Equal(expected, sigma, 1e-11 * expected);
        Assert.True(sigma >= expected);
    }

    [Fact]
    public void Composition_equals_forty_digits_of_the_exact_curve()
    {
        int compared = 0;
        foreach (JsonElement row in KnownAnswers.Rows("gaussian_composition_rdp_zcdp_pld_exact"))
        {
            double expected = row.Number("exact_epsilon_mpmath60_40digits");
            double epsilon = AnalyticGaussian.EpsilonAt(
                Delta.From(row.Number("delta")), Math.Sqrt(row.Number("T")) / row.Number("z"));

            Assert.Equal(expected, epsilon, 1e-11 * expected);
            Assert.True(epsilon >= expected);
            compared++;
        }

        Assert.Equal(12, compared);
    }

    [Fact]
    public void Calibrated_noise_is_private_and_a_billionth_less_is_not()
    {
        SeededBytes random = new(83);
        for (int i = 0; i < 500; i++)
        {
            double epsilon = Math.Exp((random.Uniform() * 10.5) - 7);
            double delta = Math.Pow(10, -0.31 - (random.Uniform() * 15));
            double sensitivity = Math.Exp((random.Uniform() * 20) - 10);
            double sigma = AnalyticGaussian.Sigma(Epsilon.From(epsilon), Delta.From(delta), sensitivity);

            Assert.True(AnalyticGaussian.DeltaAt(epsilon, sensitivity / sigma) <= delta);
            Assert.True(AnalyticGaussian.DeltaAt(epsilon, sensitivity / sigma * (1 + 1e-9)) > delta);
            double back = AnalyticGaussian.EpsilonAt(Delta.From(delta), sensitivity / sigma);
            Assert.InRange(back, 0, epsilon * (1 + 2e-12));
        }
    }

    [Fact]
    public void Delta_falls_with_epsilon_and_grows_with_mu()
    {
        SeededBytes random = new(89);
        for (int i = 0; i < 2_000; i++)
        {
            double epsilon = Math.Exp((random.Uniform() * 12) - 6), mu = Math.Exp((random.Uniform() * 8) - 5);

            Assert.True(AnalyticGaussian.LogDeltaAt(epsilon * 1.001, mu) < AnalyticGaussian.LogDeltaAt(epsilon, mu));
            Assert.True(AnalyticGaussian.LogDeltaAt(epsilon, mu * 1.001) > AnalyticGaussian.LogDeltaAt(epsilon, mu));
        }
    }

    [Fact]
    public void Delta_is_continuous_where_one_form_gives_way_to_the_other()
    {
        foreach (double epsilon in (double[])[0, 0.2, 0.5, 3])
        {
            double below = AnalyticGaussian.LogDeltaAt(epsilon, 1 - 1e-14);
            Assert.Equal(below, AnalyticGaussian.LogDeltaAt(epsilon, 1), 1e-12 * Math.Max(1, Math.Abs(below)));
        }

        // a = 0, where mu^2 = 2 epsilon.
        double under = AnalyticGaussian.LogDeltaAt(8 * (1 - 1e-15), 4);
        double over = AnalyticGaussian.LogDeltaAt(8 * (1 + 1e-15), 4);
        Assert.Equal(under, over, 1e-13);
    }

    [Fact]
    public void Classical_calibration_is_caught_as_not_private_for_a_large_epsilon()
    {
        // The broken twin: sqrt(2 ln(1.25/delta))/epsilon, proved for epsilon below 1 only.
        static double Delta(double epsilon) =>
            AnalyticGaussian.DeltaAt(epsilon, epsilon / Math.Sqrt(2 * Math.Log(1.25 / 1e-5)));

        Assert.True(Delta(1) <= 1e-5);
        Assert.True(Delta(8) <= 1e-5);
        Assert.True(Delta(9) > 1e-5);
        Assert.True(Delta(30) > 1e-2);
    }

    [Fact]
    public void Logarithm_of_delta_goes_on_where_delta_is_zero()
    {
        Assert.Equal(0, AnalyticGaussian.DeltaAt(2000, 0.5));
        Assert.InRange(AnalyticGaussian.LogDeltaAt(2000, 0.5), -8e6, -7.9e6);
        Assert.Equal(0, AnalyticGaussian.EpsilonAt(Delta.From(0.5), 1));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nonsense_throws(double value)
    {
        Assert.Throws<PrivacyException>(() => AnalyticGaussian.EpsilonAt(Delta.From(1e-6), value));
        Assert.Throws<PrivacyException>(() => AnalyticGaussian.DeltaAt(1, value));
        Assert.Throws<PrivacyException>(() => AnalyticGaussian.Sigma(Epsilon.From(1), Delta.From(1e-6), value));
        if (value != 0)
        {
            Assert.Throws<PrivacyException>(() => AnalyticGaussian.DeltaAt(value, 1));
        }
    }

    [Fact]
    public void Sigma_beyond_a_double_throws()
    {
        PrivacyException fault = Assert.Throws<PrivacyException>(
            () => AnalyticGaussian.Sigma(Epsilon.From(1e-300), Delta.From(1e-300), 1e200));
        Assert.Equal(PrivacyFault.Infinite, fault.Fault);
    }
}

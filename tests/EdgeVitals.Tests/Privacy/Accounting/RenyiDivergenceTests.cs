using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class RenyiDivergenceTests
{
    [Theory]
    [InlineData(0.3, 1.001)]
    [InlineData(0.3, 40)]
    [InlineData(1, 1.5)]
    [InlineData(1, 2)]
    [InlineData(5, 7.25)]
    public void Laplace_equals_the_integral_of_its_densities(double scale, double order)
    {
        // Oracle: Simpson's rule between the kinks at 0 and 1, and the closed tails.
        double Density(double x) => Math.Exp(-Math.Abs(x) / scale) / (2 * scale);
        double Term(double x) => Math.Pow(Density(x), order) * Math.Pow(Density(x - 1), 1 - order);
        double inner = Simpson(Term, 0, 1, 4_000);
        double tails = 0.5 * Math.Exp((order - 1) / scale) + 0.5 * Math.Exp(-order / scale);
        double expected = Math.Log(inner + tails) / (order - 1);

        Assert.Equal(expected, RenyiDivergence.Laplace(scale, order - 1), 1e-9 * Math.Max(expected, 1e-3 / scale));
    }

    [Theory]
    [InlineData(0.1, 2, 1.5)]
    [InlineData(1, 2, 1.01)]
    [InlineData(1, 5, 3)]
    [InlineData(4, 1024, 2.5)]
    [InlineData(20, 3, 10)]
    public void Randomised_response_equals_the_sum_over_its_outputs(double epsilon, int categories, double order)
    {
        double truth = Math.Exp(epsilon) / (Math.Exp(epsilon) + categories - 1);
        double other = 1 / (Math.Exp(epsilon) + categories - 1);
        double sum = (Math.Pow(truth, order) * Math.Pow(other, 1 - order))
            + (Math.Pow(other, order) * Math.Pow(truth, 1 - order)) + ((categories - 2) * other);
        double expected = Math.Log(sum) / (order - 1);

        Assert.Equal(expected, RenyiDivergence.RandomisedResponse(epsilon, categories, order - 1), 1e-12 * expected);
    }

    [Fact]
    public void Discrete_laplace_equals_binary_randomised_response()
    {
        // Oracle: the sum over the integers; the remaining tail at |x| = 400 t is below 1e-170.
        foreach ((double scale, double order) in new[] { (0.3, 2.0), (1, 1.5), (4, 20) })
        {
            double weight = Math.Tanh(0.5 / scale), sum = 0;
            for (int x = -(int)(400 * scale); x <= 400 * scale; x++)
            {
                sum += weight * Math.Exp((-order * Math.Abs(x) / scale) + ((order - 1) * Math.Abs(x - 1) / scale));
            }

            double expected = Math.Log(sum) / (order - 1);
            double actual = RenyiDivergence.RandomisedResponse(1 / scale, 2, order - 1);
            Assert.Equal(expected, actual, 1e-12 * expected);
        }
    }

    [Fact]
    public void Small_epsilons_keep_their_digits()
    {
        // The divergence tends to a epsilon^2/2; the formulas as printed give 0 or noise at epsilon = 1e-8.
        foreach (double beyondOne in (double[])[1e-6, 0.5, 3])
        {
            double expected = 0.5 * (1 + beyondOne) * 1e-16;
            Assert.Equal(expected, RenyiDivergence.Laplace(1e8, beyondOne), 1e-7 * expected);
            Assert.Equal(expected, RenyiDivergence.RandomisedResponse(1e-8, 2, beyondOne), 1e-7 * expected);
        }
    }

    [Theory]
    [InlineData(0.01, 0.8)]
    [InlineData(0.1, 2)]
    [InlineData(0.5, 1)]
    [InlineData(0.9, 0.5)]
    [InlineData(1e-6, 1.1)]
    public void Sampled_gaussian_equals_the_finite_sum_at_whole_orders(double rate, double multiplier)
    {
        // Oracle: Mironov, Talwar, Zhang 2019, section 3.3, as printed; it knows A to 1e-16 only, not A - 1.
        for (int order = 2; order <= 12; order++)
        {
            double moment = 0, binomial = 1;
            for (int k = 0; k <= order; k++)
            {
                moment += binomial * Math.Pow(1 - rate, order - k) * Math.Pow(rate, k)
                    * Math.Exp((k * (double)(k - 1)) / (2 * multiplier * multiplier));
                binomial *= (order - k) / (k + 1.0);
            }

            double actual = RenyiDivergence.SampledGaussian(rate, multiplier, order - 1) * (order - 1);
            Assert.Equal(Math.Log(moment), actual, (2e-10 * actual) + 1e-14);
        }
    }

    /// <summary>Oracle: mpmath's adaptive quadrature of E (1 - q + q e^((2x-1)/(2 z^2)))^a at 30 digits.</summary>
    [Theory]
    [InlineData(0.01, 0.8, 0.1, 0.000195484221280092561)]
    [InlineData(0.01, 0.8, 4.7, 0.00298973254161027436)]
    [InlineData(0.1, 0.5, 0.8, 0.271828582533384531)]
    [InlineData(0.1, 2.0, 2.7, 0.00550405302453007513)]
    [InlineData(0.5, 1.0, 0.001, 0.138750053500680965)]
    [InlineData(0.9, 3.0, 19.3, 1.0307616649843371)]
    [InlineData(1e-06, 1.0, 1.5, 2.1478551877889691e-12)]
    [InlineData(0.001, 0.3, 0.5, 0.0030188325551332474)]
    public void Sampled_gaussian_equals_thirty_digits_at_fractional_orders(
        double rate, double multiplier, double beyondOne, double expected)
    {
        double actual = RenyiDivergence.SampledGaussian(rate, multiplier, beyondOne);

        Assert.Equal(expected, actual, 3e-10 * expected);
        Assert.True(actual >= expected);
    }

    [Fact]
    public void Sampled_gaussian_bounds_its_own_fractions_beyond_the_largest_fractional_order()
    {
        // Above order 64 chords of the convex ln A stand in; the trapezoid's last value must lie below the first chord.
        double last = RenyiDivergence.SampledGaussian(0.01, 4, 62.999) * 62.999;
        double chord = RenyiDivergence.SampledGaussian(0.01, 4, 63.5) * 63.5;
        double next = RenyiDivergence.SampledGaussian(0.01, 4, 64) * 64;
        double after = RenyiDivergence.SampledGaussian(0.01, 4, 65) * 65;

        Assert.InRange(chord, last, next);
        Assert.True(next - chord >= (next - last) / 2 * (1 - 1e-3));
        Assert.True(after - next > next - chord);
        Assert.Equal(double.PositiveInfinity, RenyiDivergence.SampledGaussian(0.01, 4, 1e6));
    }

    [Fact]
    public void Divergence_grows_with_the_order_and_the_rate_and_falls_with_the_noise()
    {
        SeededBytes random = new(97);
        for (int i = 0; i < 300; i++)
        {
            double rate = Math.Pow(10, -5 * random.Uniform()) * 0.99, noise = 0.3 + (5 * random.Uniform());
            double beyondOne = Math.Exp((random.Uniform() * 9) - 5);
            double at = RenyiDivergence.SampledGaussian(rate, noise, beyondOne);

            Assert.True(RenyiDivergence.SampledGaussian(rate, noise, beyondOne * 1.01) >= at * (1 - 1e-9));
            Assert.True(RenyiDivergence.SampledGaussian(rate * 1.01, noise, beyondOne) >= at);
            Assert.True(RenyiDivergence.SampledGaussian(rate, noise * 1.01, beyondOne) <= at);
            Assert.True(at <= (1 + Math.Max(beyondOne, 1e-3)) / (2 * noise * noise) * (1 + 1e-9));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nonsense_throws(double value)
    {
        Assert.Throws<PrivacyException>(() => RenyiDivergence.Laplace(value, 1));
        Assert.Throws<PrivacyException>(() => RenyiDivergence.Laplace(1, value));
        Assert.Throws<PrivacyException>(() => RenyiDivergence.RandomisedResponse(value, 2, 1));
        Assert.Throws<PrivacyException>(() => RenyiDivergence.RandomisedResponse(1, 1, 1));
        Assert.Throws<PrivacyException>(() => RenyiDivergence.SampledGaussian(value, 1, 1));
        Assert.Throws<PrivacyException>(() => RenyiDivergence.SampledGaussian(0.1, value, 1));
    }

    private static double Simpson(Func<double, double> function, double from, double to, int intervals)
    {
        double step = (to - from) / intervals, sum = function(from) + function(to);
        for (int i = 1; i < intervals; i++)
        {
            sum += function(from + (i * step)) * (i % 2 == 0 ? 2 : 4);
        }

        return sum * step / 3;
    }
}

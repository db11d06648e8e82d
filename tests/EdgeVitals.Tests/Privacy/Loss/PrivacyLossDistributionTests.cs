using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class PrivacyLossDistributionTests
{
    [Fact]
    public void Random_Gaussian_compositions_are_never_below_the_exact_epsilon()
    {
        int cases = Environment.GetEnvironmentVariable("EDGEVITALS_FULL") == "1" ? 200 : 4;
        SeededBytes random = new(2022);
        for (int i = 0; i < cases; i++)
        {
            double multiplier = 0.3 * Math.Pow(333, random.Uniform());
            long times = (long)Math.Pow(100_000, random.Uniform());
            double delta = Math.Pow(10, -1 - (14 * random.Uniform()));
            double exact = GaussianCurve.Epsilon(Math.Sqrt(times) / multiplier, delta);
            double epsilon = PrivacyLossDistribution.Gaussian(multiplier).SelfCompose(times)
                .EpsilonAt(Delta.From(delta));

            Assert.True(
                epsilon >= exact * (1 - 1e-9),
                $"z {multiplier:R}, T {times}, delta {delta:R}: {epsilon - exact:E2}");
            Assert.True(
                epsilon <= exact + (2e-6 * Math.Max(1, exact)),
                $"z {multiplier:R}, T {times}, delta {delta:R}: {epsilon - exact:E2}");
        }
    }

    [Theory]
    [InlineData(0.3, 2, 50)]
    [InlineData(1, 1, 20)]
    [InlineData(1, 1000, 1000)]
    [InlineData(10, 30, 4.5)]
    [InlineData(100, 10_000, 9)]
    public void Delta_of_Gaussians_keeps_its_relative_precision_far_below_rounding(
        double multiplier, long times, double epsilon)
    {
        double exact = Math.Exp(GaussianCurve.LogDelta(Math.Sqrt(times) / multiplier, epsilon));
        double delta = PrivacyLossDistribution.Gaussian(multiplier).SelfCompose(times).DeltaAt(epsilon);

        Assert.True(exact < 1e-15);
        Assert.InRange(delta / exact, 1 - 1e-9, 1 + 1e-4);
    }

    [Fact]
    public void Composition_of_different_Gaussians_is_the_Gaussian_of_their_summed_precision()
    {
        PrivacyLossDistribution first = PrivacyLossDistribution.Gaussian(2).SelfCompose(7);
        PrivacyLossDistribution second = PrivacyLossDistribution.Gaussian(5.3).SelfCompose(40);
        PrivacyLossDistribution third = PrivacyLossDistribution.Gaussian(0.9);
        double exact = GaussianCurve.Epsilon(Math.Sqrt((7 / 4.0) + (40 / (5.3 * 5.3)) + (1 / 0.81)), 1e-9);
        double one = first.Compose(second).Compose(third).EpsilonAt(Delta.From(1e-9));
        double other = third.Compose(second).Compose(first).EpsilonAt(Delta.From(1e-9));

        Assert.InRange(one, exact * (1 - 1e-9), exact + 1e-6);
        Assert.Equal(one, other, 1e-12 * exact);
    }

    [Fact]
    public void Composition_with_itself_is_the_same_as_twice()
    {
        PrivacyLossDistribution once = PrivacyLossDistribution.Laplace(3);

        Assert.Equal(
            once.SelfCompose(2).EpsilonAt(Delta.From(1e-3)), once.Compose(once).EpsilonAt(Delta.From(1e-3)));
    }

    [Theory]
    [InlineData(0.05, 1e-4)]
    [InlineData(0.3, 1e-15)]
    [InlineData(1, 1e-6)]
    [InlineData(1, 0.1)]
    [InlineData(30, 1e-9)]
    public void One_sampled_Gaussian_equals_the_amplified_curve(double multiplier, double delta)
    {
        // The hockey-stick of the mixture is q times that of the pair at ln(1 + (e^epsilon - 1)/q): Balle, Barthe,
        // Gaboardi 2018, Theorem 8. The other direction is never the worse for one Gaussian.
        foreach (double q in new[] { 2e-4, 0.01, 0.3, 1 })
        {
            double inner = delta >= q ? 0 : GaussianCurve.Epsilon(1 / multiplier, delta / q);
            double exact = inner > 600 ? inner + Math.Log(q) : Math.Log(1 + (q * GaussianCurve.LessOne(inner)));
            double epsilon = PrivacyLossDistribution.Gaussian(multiplier).PoissonSampled(q)
                .EpsilonAt(Delta.From(delta));

            Assert.InRange(epsilon, exact * (1 - 1e-9), exact + (1e-6 * Math.Max(1, exact)));
        }
    }

    [Fact]
    public void Randomised_response_equals_the_binomial_sum()
    {
        foreach ((double each, int times, double epsilon) in new[] { (1.0, 1, 0.9), (0.1, 1000, 25), (0.5, 40, 13.1) })
        {
            double exact = 0, logWays = 0;
            for (int own = 0; own <= times; own++)
            {
                double loss = ((2 * own) - times) * each;
                double mass = Math.Exp(logWays + (own * each) - (times * Math.Log(1 + Math.Exp(each))));
                exact += loss > epsilon ? mass * -GaussianCurve.LessOne(epsilon - loss) : 0;
                logWays += Math.Log((double)(times - own) / (own + 1));
            }

            double delta = PrivacyLossDistribution.RandomisedResponse(Epsilon.From(each), 2).SelfCompose(times)
                .DeltaAt(epsilon);
            Assert.Equal(1, delta / exact, 1e-9);
        }
    }

    [Theory]
    [InlineData("0.25", 1)]
    [InlineData("4", 1)]
    [InlineData("4", 3)]
    [InlineData("1000000", 10)]
    public void Discrete_Gaussian_equals_the_sum_over_the_integers(string sigmaSquared, long sensitivity)
    {
        Rational parameter = Rational.Parse(sigmaSquared, "sigma^2");
        double variance = parameter.Value, epsilon = 3 * sensitivity / Math.Sqrt(variance), total = 0, exact = 0;
        long reach = (long)(40 * Math.Sqrt(variance)) + 40;
        for (long y = -reach; y <= reach; y++)
        {
            double with = Math.Exp(-0.5 * (y - sensitivity) * (y - sensitivity) / variance);
            double loss = (y - (0.5 * sensitivity)) * sensitivity / variance;
            total += Math.Exp(-0.5 * y * y / variance);
            exact += loss > epsilon ? with * -GaussianCurve.LessOne(epsilon - loss) : 0;
        }

        double delta = PrivacyLossDistribution.DiscreteGaussian(parameter, sensitivity).DeltaAt(epsilon);
        Assert.Equal(1, delta / (exact / total), 1e-8);
    }

    [Fact]
    public void Discrete_Gaussian_of_deviation_two_is_dearer_than_the_continuous_curve()
    {
        double epsilon = PrivacyLossDistribution.DiscreteGaussian(4, 1).EpsilonAt(Delta.From(1e-6));

        Assert.Equal(2.2758, epsilon, 5e-5);
        Assert.True(epsilon > GaussianCurve.Epsilon(0.5, 1e-6) + 0.02);
    }

    [Fact]
    public void Laplace_equals_its_closed_form()
    {
        foreach (double scale in new[] { 0.1, 1, 20 })
        {
            double epsilon = PrivacyLossDistribution.Laplace(scale).EpsilonAt(Delta.From(1e-3));
            Assert.Equal((1 / scale) + (2 * Math.Log(1 - 1e-3)), epsilon, 1e-8);
        }
    }

    [Fact]
    public void Discrete_Laplace_of_large_sensitivity_nears_the_continuous_one()
    {
        double discrete = PrivacyLossDistribution.DiscreteLaplace(4000, 1000).SelfCompose(30)
            .EpsilonAt(Delta.From(1e-8));
        double continuous = PrivacyLossDistribution.Laplace(4).SelfCompose(30).EpsilonAt(Delta.From(1e-8));

        Assert.Equal(continuous, discrete, 1e-5);
    }

    [Fact]
    public void Epsilon_grows_with_the_releases_and_falls_with_delta()
    {
        foreach (PrivacyLossDistribution one in new[]
        {
            PrivacyLossDistribution.Gaussian(0.8).PoissonSampled(0.1), PrivacyLossDistribution.Laplace(2),
            PrivacyLossDistribution.DiscreteGaussian(9, 2),
        })
        {
            double before = 0;
            foreach (long times in new long[] { 1, 30, 31 })
            {
                double epsilon = one.SelfCompose(times).EpsilonAt(Delta.From(1e-5));
                Assert.True(epsilon >= before - 1e-7);
                before = epsilon;
            }

            double above = double.PositiveInfinity;
            foreach (double delta in new[] { 1e-12, 0.3 })
            {
                double epsilon = one.SelfCompose(12).EpsilonAt(Delta.From(delta));
                Assert.True(epsilon <= above + 1e-7);
                above = epsilon;
            }
        }
    }

    [Fact]
    public void Delta_at_the_epsilon_of_a_delta_is_that_delta()
    {
        PrivacyLossDistribution composed = PrivacyLossDistribution.Gaussian(1).PoissonSampled(0.05).SelfCompose(50)
            .Compose(PrivacyLossDistribution.Laplace(5, Adjacency.AddOrRemoveOne).SelfCompose(3));
        PrivacyCost cost = composed.CostAt(Delta.From(1e-9));

        Assert.Equal(1, composed.DeltaAt(cost.Epsilon) / 1e-9, 1e-4);
        Assert.Equal(new PrivacyCost(cost.Epsilon, 1e-9, Adjacency.AddOrRemoveOne, "pld"), cost);
    }

    [Fact]
    public void Pure_releases_never_cost_more_than_their_sum()
    {
        PrivacyLossDistribution composed =
            PrivacyLossDistribution.RandomisedResponse(Epsilon.From(0.7), 5).SelfCompose(4);

        Assert.Equal(2.8, composed.PureEpsilon, 1e-12);
        Assert.True(composed.EpsilonAt(Delta.From(1e-15)) <= composed.PureEpsilon);
        Assert.Equal(0, composed.DeltaAt(3));
        Assert.Equal(double.PositiveInfinity, PrivacyLossDistribution.Gaussian(3).PureEpsilon);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10_000_000)]
    public void A_loss_that_is_nearly_certain_is_counted_in_full(long times)
    {
        // At sigma = 1/100 the noise is 0 but for 1e-2171: every release costs 5,000, and delta hardly helps.
        double epsilon = PrivacyLossDistribution.DiscreteGaussian(Rational.Of(1, 10_000), 1).SelfCompose(times)
            .EpsilonAt(Delta.From(0.3));

        Assert.InRange(epsilon, ((5000.0 * times) + Math.Log(1 - 0.3)) * (1 - 1e-12), 5000.0 * times * (1 + 1e-9));
    }

    [Fact]
    public void Costs_nothing_where_delta_alone_covers_it() =>
        Assert.Equal(0, PrivacyLossDistribution.Gaussian(100).EpsilonAt(Delta.From(0.1)));

    [Theory]
    [InlineData(double.NaN, PrivacyFault.NotANumber)]
    [InlineData(double.PositiveInfinity, PrivacyFault.Infinite)]
    [InlineData(0, PrivacyFault.NotPositive)]
    [InlineData(-1, PrivacyFault.NotPositive)]
    [InlineData(0.009, PrivacyFault.OutOfRange)]
    [InlineData(2e6, PrivacyFault.OutOfRange)]
    public void Noise_out_of_range_is_refused(double noise, PrivacyFault fault)
    {
        Assert.Equal(fault, Fault(() => PrivacyLossDistribution.Gaussian(noise)));
        Assert.Equal(fault, Fault(() => PrivacyLossDistribution.Laplace(noise)));
    }

    [Fact]
    public void Bad_parameters_are_refused_with_their_fault()
    {
        PrivacyLossDistribution gaussian = PrivacyLossDistribution.Gaussian(1);
        Assert.Equal(PrivacyFault.OutsideUnitInterval, Fault(() => gaussian.PoissonSampled(0)));
        Assert.Equal(PrivacyFault.OutsideUnitInterval, Fault(() => gaussian.PoissonSampled(1.01)));
        Assert.Equal(PrivacyFault.NotANumber, Fault(() => gaussian.PoissonSampled(double.NaN)));
        Assert.Equal(PrivacyFault.Unsupported, Fault(() => gaussian.SelfCompose(2).PoissonSampled(0.1)));
        Assert.Equal(PrivacyFault.Unsupported, Fault(() => gaussian.PoissonSampled(0.1).PoissonSampled(0.1)));
        Assert.Equal(PrivacyFault.Unsupported,
            Fault(() => PrivacyLossDistribution.RandomisedResponse(Epsilon.From(1), 2).PoissonSampled(0.1)));
        Assert.Equal(PrivacyFault.Unsupported, Fault(() => gaussian.Compose(gaussian.PoissonSampled(0.1))));
        Assert.Equal(PrivacyFault.Empty, Fault(() => gaussian.SelfCompose(0)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => gaussian.SelfCompose(1_000_000).SelfCompose(1_000_000)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => gaussian.DeltaAt(-0.1)));
        Assert.Equal(PrivacyFault.NotANumber, Fault(() => gaussian.DeltaAt(double.NaN)));
        Assert.Equal(PrivacyFault.OutOfRange,
            Fault(() => PrivacyLossDistribution.RandomisedResponse(Epsilon.From(1), 1)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => PrivacyLossDistribution.Pure(Epsilon.From(200))));
        Assert.Equal(PrivacyFault.Empty, Fault(() => PrivacyLossDistribution.DiscreteGaussian(4, 0)));
        Assert.Equal(PrivacyFault.NotPositive, Fault(() => PrivacyLossDistribution.DiscreteGaussian(default, 1)));
        Assert.Equal(PrivacyFault.OutOfRange, Fault(() => PrivacyLossDistribution.DiscreteLaplace(1, 101)));
        Assert.Equal(PrivacyFault.OutOfRange,
            Fault(() => PrivacyLossDistribution.DiscreteGaussian(1L << 60, 1_000_000)));
    }

    private static PrivacyFault Fault(Func<object> act) => Assert.Throws<PrivacyException>(act).Fault;
}

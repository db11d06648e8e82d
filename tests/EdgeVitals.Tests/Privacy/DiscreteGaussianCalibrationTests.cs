using System.Numerics;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

public sealed class DiscreteGaussianCalibrationTests
{
    [Fact]
    public void Sigma_is_the_least_that_meets_epsilon_for_400_parameters()
    {
        SeededBytes random = new(97);
        int compared = 0;
        for (int i = 0; i < 400; i++)
        {
            double epsilon = Math.Exp((random.Uniform() * 10) - 7), delta = Math.Pow(10, -1 - (random.Uniform() * 11));
            long sensitivity = 1 + random.Below(3000), releases = 1 + random.Below(400);
            long denominator = i % 2 == 0 ? 1 : 1 + random.Below(64);
            // Some of the least epsilons need a sigma^2 beyond the range.
            if (Zcdp.ToEpsilon(Rho(sensitivity, releases, 1L << 40), delta) >= epsilon)
            {
                continue;
            }

            Rational sigma = DiscreteGaussianCalibration.SigmaSquared(
                Epsilon.From(epsilon), Delta.From(delta), sensitivity, releases, denominator);
            Int128 numerator = (Int128)sigma.Numerator * denominator / sigma.Denominator;

            BigInteger twiceRho = (BigInteger)sensitivity * releases * denominator;
            double largest = Zcdp.FromEpsilon(epsilon, delta);
            Assert.Equal(0, (Int128)sigma.Numerator * denominator % sigma.Denominator);
            Assert.True(IsWithin(twiceRho, (long)numerator, largest));
            // One step less is not enough; beyond 10^9 steps, one part in 10^9 less.
            long less = (long)(numerator - 1 - (numerator / 1_000_000_000));
            Assert.True(less == 0 || !IsWithin(twiceRho, less, largest));
            compared++;
        }

        Assert.InRange(compared, 360, 400);
    }

    [Theory]
    [InlineData(1, 1e-6, 1, 1)]
    [InlineData(0.25, 1e-9, 2, 30)]
    [InlineData(30, 1e-12, 1000, 1)]
    [InlineData(0.01, 1e-5, 1, 1)]
    public void Sigma_meets_epsilon_at_an_order_that_a_plain_search_finds(
        double epsilon, double delta, long sensitivity, long releases)
    {
        long sigma = DiscreteGaussianCalibration.SigmaSquared(
            Epsilon.From(epsilon), Delta.From(delta), sensitivity, releases).Numerator;

        // Independent of the accountant: Proposition 12 on a geometric grid of orders, 2e-4 apart.
        Assert.True(Searched(Rho(sensitivity, releases, sigma), delta) <= epsilon * (1 + 1e-7));
        double dearer = Rho(sensitivity, releases, sigma) * 1.01 * sigma / Math.Max(1, sigma - 1);
        Assert.True(Searched(dearer, delta) > epsilon);
    }

    [Fact]
    public void Noise_grows_with_releases_and_sensitivity_and_falls_with_epsilon_and_delta()
    {
        static double Sigma(double epsilon, double delta, long sensitivity, long releases) =>
            DiscreteGaussianCalibration.SigmaSquared(
                Epsilon.From(epsilon), Delta.From(delta), sensitivity, releases, 1024).Value;

        double sigma = Sigma(1, 1e-6, 4, 10);
        Assert.True(Sigma(1, 1e-6, 4, 11) > sigma);
        Assert.True(Sigma(1, 1e-6, 5, 10) > sigma);
        Assert.True(Sigma(1.1, 1e-6, 4, 10) < sigma);
        Assert.True(Sigma(1, 1e-5, 4, 10) < sigma);
        // rho is what counts: ten releases of 4 cost one of 40.
        Assert.Equal(Sigma(1, 1e-6, 40, 1), sigma);
    }

    [Fact]
    public void Large_epsilon_wants_less_than_one_and_gets_it_on_a_finer_grid()
    {
        Rational fine = DiscreteGaussianCalibration.SigmaSquared(Epsilon.From(30), Delta.From(1e-6), 1, 1, 1000);

        Assert.True(fine.Value is > 0.05 and < 0.2);
        Assert.Equal(1, DiscreteGaussianCalibration.SigmaSquared(Epsilon.From(30), Delta.From(1e-6), 1));
    }

    [Fact]
    public void Twin_that_rounds_sigma_to_the_nearest_is_caught()
    {
        int caught = 0;
        for (int i = 1; i <= 100; i++)
        {
            double rho = Zcdp.FromEpsilon(i * 0.05, 1e-6);
            long nearest = Math.Max(1, (long)Math.Round(7 / (2 * rho)));
            caught += IsWithin(7, nearest, rho) ? 0 : 1;
        }

        Assert.InRange(caught, 20, 80);
    }

    [Fact]
    public void Nonsense_is_a_typed_fault()
    {
        static PrivacyFault FaultOf(double epsilon, long sensitivity, long releases, long denominator) =>
            Assert.Throws<PrivacyException>(() => { DiscreteGaussianCalibration.SigmaSquared(
                Epsilon.From(epsilon), Delta.From(1e-12), sensitivity, releases, denominator); }).Fault;

        Assert.Equal(PrivacyFault.Empty, FaultOf(1, 0, 1, 1));
        Assert.Equal(PrivacyFault.Empty, FaultOf(1, 1, 0, 1));
        Assert.Equal(PrivacyFault.Empty, FaultOf(1, 1, 1, 0));
        Assert.Equal(PrivacyFault.OutOfRange, FaultOf(1, 1, 1, (1L << 20) + 1));
        Assert.Equal(PrivacyFault.OutOfRange, FaultOf(1e-7, 1, 1, 1));
        Assert.Equal(PrivacyFault.OutOfRange, FaultOf(1, long.MaxValue, long.MaxValue, 1));
    }

    /// <summary>Whether rho = twiceRho / (2 numerator) is at most the largest rho within epsilon, compared as fractions
    /// of integers: the double that Zcdp answers is one.</summary>
    private static bool IsWithin(BigInteger twiceRho, long numerator, double largest)
    {
        const int shift = 200;
        return twiceRho << shift <= 2 * numerator * new BigInteger(Math.ScaleB(largest, shift));
    }

    private static double Rho(long sensitivity, long releases, long sigma) => sensitivity * releases / (2.0 * sigma);

    private static double Searched(double rho, double delta)
    {
        double least = double.MaxValue;
        for (double beyond = 1e-4; beyond < 1e7; beyond *= 1.0002)
        {
            double order = 1 + beyond;
            least = Math.Min(least,
                (rho * order) + Math.Log(beyond / order) - (Math.Log(delta * order) / beyond));
        }

        return least;
    }
}

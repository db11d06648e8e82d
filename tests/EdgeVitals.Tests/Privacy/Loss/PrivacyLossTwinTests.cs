using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>
/// A plain accountant of its own (losses rounded to buckets, convolved term by term, no transform) that brackets the
/// product's answer from both sides, and whose faults the product's criteria must catch.
/// </summary>
public sealed class PrivacyLossTwinTests
{
    private const double Bucket = 8e-3;

    [Theory]
    [InlineData(1, 0.2, 1e-6)]
    [InlineData(0.7, 0.05, 1e-8)]
    [InlineData(2, 0.5, 1e-3)]
    public void Sampled_Gaussians_lie_between_losses_rounded_down_and_up(double multiplier, double q, double delta)
    {
        double epsilon = PrivacyLossDistribution.Gaussian(multiplier).PoissonSampled(q).SelfCompose(4)
            .EpsilonAt(Delta.From(delta));
        double lower = EpsilonOf(Fourfold(multiplier, q, up: false, reach: 9), delta);
        double upper = EpsilonOf(Fourfold(multiplier, q, up: true, reach: 9), delta);

        Assert.InRange(epsilon, lower, upper);
        Assert.True(upper - lower <= 4.5 * Bucket);
    }

    [Fact]
    public void Losses_rounded_down_are_caught()
    {
        double exact = GaussianCurve.Epsilon(2, 1e-6);

        Assert.True(EpsilonOf(Fourfold(1, 1, up: false, reach: 9), 1e-6) < exact * (1 - 1e-9));
        Assert.True(EpsilonOf(Fourfold(1, 1, up: true, reach: 9), 1e-6) >= exact);
    }

    [Fact]
    public void Dropped_tail_is_caught()
    {
        double exact = GaussianCurve.Epsilon(2, 1e-6);

        Assert.True(EpsilonOf(Fourfold(1, 1, up: true, reach: 3), 1e-6) < exact * (1 - 1e-9));
    }

    [Fact]
    public void One_direction_alone_is_caught()
    {
        // Sampled with q = 1/2, a release of epsilon 1 has losses a = ln(1/2 + e/2) and -b with the record, each with
        // probability 1/2, and b = -ln(1/2 + 1/(2e)) and -a without it, b with probability e/(1 + e). Of two releases
        // the
        // latter is the worse at delta = 1/5, where it is 2b + ln(1 - delta (1 + 1/e)^2).
        double a = Math.Log(0.5 + (0.5 * Math.E)), b = -Math.Log(0.5 + (0.5 / Math.E));
        double without = (2 * b) + Math.Log(1 - (0.2 * Math.Pow(1 + (1 / Math.E), 2)));
        double with = Math.Log((0.75 - 0.2) / ((0.25 * Math.Exp(-2 * a)) + (0.5 * Math.Exp(b - a))));
        double epsilon = PrivacyLossDistribution.Pure(Epsilon.From(1)).PoissonSampled(0.5).SelfCompose(2)
            .EpsilonAt(Delta.From(0.2));

        Assert.Equal(without, epsilon, 1e-9);
        Assert.True(with < without - 0.1);
    }

    /// <summary>
    /// Loss with the record of four sampled Gaussians, in buckets; index 0 stands for the loss Lowest.
    /// </summary>
    /// <param name="reach">Standard deviations after which the noise is forgotten.</param>
    private static (double Lowest, double[] Masses) Fourfold(double multiplier, double q, bool up, double reach)
    {
        double Loss(double x) => Math.Log(1 - q + (q * Math.Exp((x - 0.5) / (multiplier * multiplier))));
        double Noise(double x) => x <= 0 ? double.NegativeInfinity
            : 0.5 + (multiplier * multiplier * Math.Log(x));
        double from = -reach * multiplier, to = 1 + (reach * multiplier);
        int first = (int)Math.Floor(Loss(from) / Bucket), last = (int)Math.Ceiling(Loss(to) / Bucket);
        double[] masses = new double[last - first + 2];
        for (int i = first; i < last; i++)
        {
            double low = Math.Max(from, Noise((Math.Exp(i * Bucket) - 1 + q) / q));
            double high = Math.Min(to, Noise((Math.Exp((i + 1) * Bucket) - 1 + q) / q));
            masses[i - first + (up ? 1 : 0)] += high <= low ? 0
                : ((1 - q) * Between(low / multiplier, high / multiplier))
                    + (q * Between((low - 1) / multiplier, (high - 1) / multiplier));
        }

        double[] twice = Convolve(masses, masses);
        return (4 * first * Bucket, Convolve(twice, twice));
    }

    /// <summary>Probability of an interval without cancellation in the upper tail.</summary>
    private static double Between(double low, double high) => low > 0
        ? NormalTail.Upper(low) - NormalTail.Upper(high) : NormalTail.Lower(high) - NormalTail.Lower(low);

    private static double[] Convolve(double[] one, double[] other)
    {
        double[] sum = new double[one.Length + other.Length - 1];
        for (int i = 0; i < one.Length; i++)
        {
            for (int j = 0; one[i] > 1e-30 && j < other.Length; j++)
            {
                sum[i + j] += one[i] * other[j];
            }
        }

        return sum;
    }

    private static double EpsilonOf((double Lowest, double[] Masses) loss, double delta)
    {
        double low = 0, high = 100;
        for (int step = 0; step < 60; step++)
        {
            double middle = 0.5 * (low + high), reached = 0;
            for (int i = 0; i < loss.Masses.Length; i++)
            {
                double at = loss.Lowest + (i * Bucket);
                reached += at > middle ? loss.Masses[i] * (1 - Math.Exp(middle - at)) : 0;
            }

            (low, high) = reached <= delta ? (low, middle) : (middle, high);
        }

        return high;
    }
}

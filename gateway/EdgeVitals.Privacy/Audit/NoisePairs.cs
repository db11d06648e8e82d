namespace EdgeVitals.Privacy;

/// <summary>Worst pairs of the additive mechanisms on the integers.</summary>
internal static class NoisePairs
{
    /// <summary>Largest vector of an audit: its noise alone is 8 MB a release.</summary>
    private const int MaximumDimension = 1_000_000;

    /// <summary>Deviation that the grid is chosen for, grid units: far from where the grid shows, and quick to sum.
    /// </summary>
    private const double Fine = 1 << 10;

    /// <summary>2^40: a scale from 1e-6 to 1e6 is then a fraction of two numbers below 2^60, right to 12 digits.
    /// </summary>
    private const long ScaleDenominator = 1L << 40;

    /// <summary>Counts 1 and 0 under the least scale t with 1/t at most ε; y ≥ 1 has the ratio e^(1/t).</summary>
    public static WorstPair OfDiscreteLaplace(Epsilon epsilon)
    {
        Rational scale = Rational.Of(ExactOdds.Of(epsilon).LeastScale(ScaleDenominator), ScaleDenominator);
        double ratio = Math.Exp(-scale.Denominator / (double)scale.Numerator);
        return new WorstPair
        {
            Mechanism = "discrete-laplace",
            Description = $"count 1 against count 0, scale {scale}, the release is at least 1",
            Claimed = epsilon,
            EpsilonExact = scale.Denominator / (double)scale.Numerator,
            First = random => 1 + DiscreteLaplace.Sample(scale, random) >= 1,
            Second = random => DiscreteLaplace.Sample(scale, random) >= 1,
            FirstProbability = 1 / (1 + ratio),
            SecondProbability = ratio / (1 + ratio),
        };
    }

    /// <summary>
    /// The clip C along one coordinate against −C: the largest difference 2C of replace-one, all of it in one
    /// coordinate. The others have the same law under both inputs and say nothing.
    /// </summary>
    public static WorstPair OfDiscreteGaussian(Epsilon epsilon, Delta delta, int dimension)
    {
        PrivacyException.RequireCount(dimension, "dimension", MaximumDimension);
        // sigma / (2C) = 1 / sqrt(2 rho); C is a power of two, as a clip on a grid of 2^-k is.
        double multiplier = 1 / Math.Sqrt(2 * Zcdp.FromEpsilon(epsilon.Value, delta.Value));
        long clip = 1L << (int)Math.Clamp(Math.Log2(Fine / (2 * multiplier)), 0, 12);
        // An integer; whole grid units cost nothing at this deviation.
        long sigmaSquared = DiscreteGaussianCalibration.SigmaSquared(epsilon, delta, 4 * clip * clip).Numerator;
        double[] vector = new double[dimension];
        vector[0] = clip;
        long[] first = GridQuantiser.Quantise(vector, clip);
        long[] second = [.. first.Select(x => -x)];
        return new WorstPair
        {
            Mechanism = "discrete-gaussian",
            Description = $"({clip}, 0, ...) against ({-clip}, 0, ...), sigma^2 {sigmaSquared}, half-space above 0",
            Claimed = epsilon,
            Delta = delta.Value,
            EpsilonExact = DiscreteGaussianLoss.Epsilon(2 * clip, sigmaSquared, delta.Value),
            First = random => DiscreteGaussian.Noised(first, sigmaSquared, random)[0] > 0,
            Second = random => DiscreteGaussian.Noised(second, sigmaSquared, random)[0] > 0,
            FirstProbability = DiscreteGaussianLoss.UpperTail(1 - clip, sigmaSquared),
            SecondProbability = DiscreteGaussianLoss.UpperTail(1 + clip, sigmaSquared),
            IsGaussian = true,
        };
    }
}

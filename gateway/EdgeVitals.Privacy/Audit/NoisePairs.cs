namespace EdgeVitals.Privacy;

/// <summary>Worst pairs of the additive mechanisms on the integers.</summary>
internal static class NoisePairs
{
    /// <summary>δ of the discrete Gaussian where none is given: that of the default policy.</summary>
    public const double DefaultDelta = 1e-6;

    /// <summary>Deviation that the grid is chosen for, grid units: far from where the grid shows, and quick to sum.
    /// </summary>
    private const double Fine = 1 << 13;

    /// <summary>
    /// The clip C along one coordinate against −C: the largest difference 2C of replace-one, all of it in one
    /// coordinate. The others have the same law under both inputs and say nothing.
    /// </summary>
    public static WorstPair OfDiscreteGaussian(AuditInputs inputs)
    {
        Delta delta = inputs.Delta ?? Delta.From(DefaultDelta);
        PrivacyException.RequireCount(inputs.Dimension, "dimension", int.MaxValue);
        // sigma / (2C) = 1 / sqrt(2 rho); C is a power of two, as a clip on a grid of 2^-k is.
        double multiplier = 1 / Math.Sqrt(2 * Zcdp.FromEpsilon(inputs.Epsilon.Value, delta.Value));
        long clip = 1L << (int)Math.Clamp(Math.Log2(Fine / (2 * multiplier)), 0, 12);
        long sigmaSquared = (long)Math.Ceiling(4.0 * clip * clip * multiplier * multiplier);
        double[] vector = new double[inputs.Dimension];
        vector[0] = clip;
        long[] first = GridQuantiser.Quantise(vector, clip);
        long[] second = [.. first.Select(x => -x)];
        return new WorstPair
        {
            Mechanism = "discrete-gaussian",
            Description = $"({clip}, 0, ...) against ({-clip}, 0, ...), sigma^2 {sigmaSquared}, half-space above 0",
            Claimed = inputs.Epsilon,
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

namespace EdgeVitals.Privacy;

/// <summary>The worst pair of a release as it is sent: a sum of integers with discrete Gaussian noise on every
/// coordinate, and the same sum with one wearer's whole record replaced.</summary>
public static class ReleasePair
{
    /// <summary>
    /// The two sums and the half-space between them. Only the difference matters: what the other wearers add is the
    /// same in both and is left out.
    /// </summary>
    /// <param name="mechanism">What is audited, for people.</param>
    /// <param name="difference">What replacing the wearer changes, grid units, a coordinate each; its squared norm is
    /// the squared sensitivity that the release was charged for, or less.</param>
    /// <param name="sigmaSquared">σ² of the noise, grid units squared, 1 to 2^40.</param>
    /// <param name="claimed">ε that the release claims.</param>
    /// <param name="delta">δ of the claim.</param>
    /// <returns>
    /// The pair; its exact ε is that of the coordinates' privacy loss distributions, composed (δ rounded up).
    /// </returns>
    /// <exception cref="PrivacyException">A parameter out of range, or no coordinate changes.</exception>
    public static WorstPair Of(
        string mechanism, IReadOnlyList<long> difference, long sigmaSquared, Epsilon claimed, Delta delta)
    {
        ArgumentNullException.ThrowIfNull(difference);
        PrivacyLossDistribution? loss = null;
        foreach (long step in difference.Where(step => step != 0))
        {
            PrivacyLossDistribution one = PrivacyLossDistribution.DiscreteGaussian(sigmaSquared, Math.Abs(step));
            loss = loss is null ? one : loss.Compose(one);
        }

        if (loss is null)
        {
            throw new PrivacyException(PrivacyFault.Empty, nameof(difference), "replacing a wearer changes nothing");
        }

        long[] without = new long[difference.Count], with = [.. difference];
        Int128 squared = GridQuantiser.SquaredNorm(with);
        // One event of the whole projection: 2 <y, d> above |d|^2, which no rounding decides.
        bool Beyond(long[] released) => 2 * Projection(released, with) > squared;
        double deviation = Math.Sqrt(sigmaSquared * (double)squared), half = 0.5 * (double)squared;
        return new WorstPair
        {
            Mechanism = mechanism,
            Description = $"a wearer who changes the sum by ({string.Join(", ", with)}), sigma^2 {sigmaSquared}",
            Claimed = claimed,
            Delta = delta.Value,
            EpsilonExact = loss.EpsilonAt(delta),
            First = random => Beyond(DiscreteGaussian.Noised(with, sigmaSquared, random)),
            Second = random => Beyond(DiscreteGaussian.Noised(without, sigmaSquared, random)),
            // The projection is close to normal; that it lies on a lattice moves both rates the same way.
            FirstProbability = NormalTail.Lower(half / deviation),
            SecondProbability = NormalTail.Upper(half / deviation),
            IsGaussian = true,
        };
    }

    private static Int128 Projection(long[] released, long[] direction)
    {
        Int128 sum = 0;
        for (int i = 0; i < released.Length; i++)
        {
            sum += (Int128)released[i] * direction[i];
        }

        return sum;
    }
}

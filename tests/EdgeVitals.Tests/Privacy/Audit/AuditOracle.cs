using MathNet.Numerics.Distributions;

namespace EdgeVitals.Tests.Privacy.Audit;

/// <summary>Plain sums and searches that share no code with the library.</summary>
internal static class AuditOracle
{
    /// <summary>The least ε of δ(ε) = Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ) ≤ δ.</summary>
    public static double GaussianEpsilon(double mu, double delta) => Least(epsilon =>
        Normal.CDF(0, 1, (mu / 2) - (epsilon / mu)) - (Math.Exp(epsilon) * Normal.CDF(0, 1, (-mu / 2) - (epsilon / mu)))
        <= delta);

    /// <summary>The least ε of Σ max(0, P(y) − e^ε P(y + Δ)) ≤ δ, every term of the law added up.</summary>
    public static double DiscreteGaussianEpsilon(long difference, double sigmaSquared, double delta)
    {
        long reach = (long)(40 * Math.Sqrt(sigmaSquared)) + difference;
        double[] weights = [.. Enumerable.Range(0, (int)(2 * reach) + 1)
            .Select(i => Math.Exp(-Math.Pow(i - reach, 2) / (2 * sigmaSquared)))];
        double total = weights.Sum();
        return Least(epsilon =>
        {
            double sum = 0;
            for (int i = 0; i + difference < weights.Length; i++)
            {
                sum += Math.Max(0, weights[i] - (Math.Exp(epsilon) * weights[i + difference]));
            }

            return sum <= delta * total;
        });
    }

    private static double Least(Func<double, bool> isEnough)
    {
        double low = 0, high = 64;
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = isEnough(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }
}

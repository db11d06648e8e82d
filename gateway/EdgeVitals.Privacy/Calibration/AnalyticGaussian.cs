using MathNet.Numerics.Integration;

namespace EdgeVitals.Privacy;

/// <summary>
/// The exact privacy of the continuous Gaussian mechanism, and the least noise for a wanted (epsilon, delta).
/// </summary>
/// <remarks>
/// Source: Balle and Wang 2018, "Improving the Gaussian Mechanism for Differential Privacy", Theorem 8: with
/// mu = sensitivity / sigma, delta(epsilon) = Phi(mu/2 - epsilon/mu) - e^epsilon Phi(-mu/2 - epsilon/mu). T releases
/// compose exactly to mu sqrt(T) (Dong, Roth, Su 2022, Corollary 3.3). It says nothing of the discrete Gaussian, which
/// costs a little more or less: that one is accounted by zCDP, RDP or its own privacy loss distribution.
/// <para>
/// With a = epsilon/mu - mu/2, b = a + mu and M Mills' ratio, delta = density(a) (M(a) - M(b)), since
/// density(a) = e^epsilon density(b): no term overflows at any epsilon, and where a and b are close the difference is
/// an integral of the positive 1 - x M(x).
/// </para>
/// </remarks>
public static class AnalyticGaussian
{
    /// <summary>
    /// Covers rounding: mu comes out of a bisection on a delta that is right to 1e-13, so a sigma or an epsilon larger
    /// by this part is not too small.
    /// </summary>
    private const double Guard = 1e-12;

    /// <summary>The same near an epsilon of 0, where that error of delta moves it by as much of mu, at most 1.</summary>
    private const double AbsoluteGuard = 2e-13;

    private const double HalfLogTwoPi = 0.918938533204672741780329736406;

    // 1 - x M(x) is entire; over a length of at most 1 sixteen nodes leave nothing of a double's error.
    private static readonly GaussLegendreRule _rule = new(-1, 1, 16);

    /// <summary>The least sigma at which noise of a sensitivity is (epsilon, delta)-private.</summary>
    /// <param name="epsilon">Of the one release.</param>
    /// <param name="delta">Of the one release.</param>
    /// <param name="sensitivity">L2 sensitivity, above 0, in the units of sigma.</param>
    /// <returns>Right to 1e-9 of itself, and never below the exact value.</returns>
    /// <exception cref="PrivacyException">A bad sensitivity, or a sigma beyond a double.</exception>
    public static double Sigma(Epsilon epsilon, Delta delta, double sensitivity = 1)
    {
        PrivacyException.RequirePositive(sensitivity, nameof(sensitivity));
        double target = epsilon.Value;
        // ln mu: delta grows with mu from 0 to 1, so that halving the bracket ends at the largest mu that is allowed.
        double low = -690, high = 690;
        for (int step = 0; step < 80; step++)
        {
            double middle = 0.5 * (low + high);
            if (Exceeds(target, Math.Exp(middle), delta.Value))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        double sigma = sensitivity / Math.Exp(low) * (1 + Guard);
        return sigma > 0 ? PrivacyException.RequireFinite(sigma, "sigma")
            : throw new PrivacyException(PrivacyFault.OutOfRange, "sigma", "is below the smallest double");
    }

    /// <summary>The exact delta of one release at an epsilon.</summary>
    /// <param name="epsilon">At least 0, finite.</param>
    /// <param name="mu">Sensitivity over sigma, above 0, finite.</param>
    public static double DeltaAt(double epsilon, double mu) => Math.Min(1, Math.Exp(LogDeltaAt(epsilon, mu)));

    /// <summary>ln of the exact delta, which goes on where delta itself is below the smallest double.</summary>
    /// <param name="epsilon">At least 0, finite.</param>
    /// <param name="mu">Sensitivity over sigma, above 0, finite.</param>
    public static double LogDeltaAt(double epsilon, double mu)
    {
        PrivacyException.RequirePositive(mu, nameof(mu));
        if (epsilon != 0)
        {
            PrivacyException.RequirePositive(epsilon, nameof(epsilon));
        }

        double a = (epsilon / mu) - (0.5 * mu), b = (epsilon / mu) + (0.5 * mu);
        if (a > 1e150)
        {
            // exp(-a^2/2) is 0 even as a logarithm of any use.
            return double.NegativeInfinity;
        }

        if (mu < 1)
        {
            return (-0.5 * a * a) - HalfLogTwoPi + Math.Log(Between(a, mu));
        }

        if (a > 0)
        {
            double difference = NormalTail.MillsRatio(a) - NormalTail.MillsRatio(b);
            return (-0.5 * a * a) - HalfLogTwoPi + Math.Log(difference);
        }

        return LogSpace.Log1P(-Complement(a, b));
    }

    /// <summary>The exact epsilon of one release at a delta; 0 where even that is private enough.</summary>
    /// <param name="delta">In (0, 1).</param>
    /// <param name="mu">Sensitivity over sigma, or sqrt(T) times it for T releases; above 0, finite.</param>
    /// <returns>Right to 1e-9 of itself or 1e-12 of mu, and never below the exact value.</returns>
    public static double EpsilonAt(Delta delta, double mu)
    {
        PrivacyException.RequirePositive(mu, nameof(mu));
        if (!Exceeds(0, mu, delta.Value))
        {
            return 0;
        }

        // delta(epsilon) is below Phi(-a), so a = -Phi^-1(delta) gives an epsilon that is enough.
        double low = 0, high = Math.Max(0, mu * ((0.5 * mu) - NormalTail.Quantile(delta.Value)));
        PrivacyException.RequireFinite(high, "epsilon");
        while (true)
        {
            double middle = low + (0.5 * (high - low));
            if (middle <= low || middle >= high)
            {
                return (high * (1 + Guard)) + (AbsoluteGuard * Math.Min(1, mu));
            }

            if (Exceeds(middle, mu, delta.Value))
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }

    /// <summary>Whether delta(epsilon) is above a delta; near 1 the complements tell more.</summary>
    private static bool Exceeds(double epsilon, double mu, double delta)
    {
        double a = (epsilon / mu) - (0.5 * mu), b = (epsilon / mu) + (0.5 * mu);
        return delta > 0.5 && mu >= 1 && a <= 0
            ? Complement(a, b) < 1 - delta : LogDeltaAt(epsilon, mu) > Math.Log(delta);
    }

    /// <summary>1 - delta for a at most 0: Phi(a) + density(a) M(b), a sum of positive terms.</summary>
    private static double Complement(double a, double b) =>
        NormalTail.Lower(a) + (Math.Exp((-0.5 * a * a) - HalfLogTwoPi) * NormalTail.MillsRatio(b));

    /// <summary>M(a) - M(a + length), the integral of 1 - x M(x), for a length of at most 1.</summary>
    private static double Between(double a, double length)
    {
        double sum = 0;
        for (int i = 0; i < _rule.Order; i++)
        {
            double x = a + (0.5 * length * (1 + _rule.GetAbscissa(i)));
            sum += _rule.GetWeight(i) * NormalTail.MillsDeficit(x);
        }

        return 0.5 * length * sum;
    }
}

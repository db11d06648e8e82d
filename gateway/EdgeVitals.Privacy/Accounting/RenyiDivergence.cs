namespace EdgeVitals.Privacy;

/// <summary>Renyi divergence of a mechanism's worst neighbours, as a function of a - 1 for orders a above 1.</summary>
/// <remarks>
/// Sources: Mironov 2017, Table II (Gaussian, Laplace, randomised response); Canonne, Kamath, Steinke 2020, Theorem 14
/// (discrete Gaussian). Functions of a - 1 and not of a: a mechanism of a large cost is converted at orders so close to
/// 1 that the difference would be lost.
/// </remarks>
public static class RenyiDivergence
{
    /// <summary>Gaussian noise on a Poisson sample, under add-or-remove-one; infinite above order 100,000.</summary>
    /// <param name="rate">q, in (0, 1).</param>
    /// <param name="multiplier">z, sigma over the add-or-remove-one L2 sensitivity, above 0.</param>
    /// <param name="beyondOne">a - 1, above 0; below 0.001 the divergence at 0.001, which is larger.</param>
    /// <exception cref="PrivacyException">A parameter outside its range.</exception>
    public static double SampledGaussian(double rate, double multiplier, double beyondOne)
    {
        Require(multiplier, nameof(multiplier), beyondOne);
        return new SampledGaussianDivergence(
            PrivacyException.RequireProbability(rate, nameof(rate)), multiplier).At(beyondOne);
    }

    /// <summary>ln(a/(2a-1) e^((a-1)/b) + (a-1)/(2a-1) e^(-a/b)) / (a - 1).</summary>
    /// <param name="scale">b over an L1 sensitivity of 1, above 0.</param>
    /// <param name="beyondOne">a - 1, above 0.</param>
    /// <exception cref="PrivacyException">A parameter that is not finite and above 0.</exception>
    public static double Laplace(double scale, double beyondOne)
    {
        Require(scale, nameof(scale), beyondOne);
        double alpha = 1 + beyondOne, up = beyondOne / scale, down = alpha / scale;
        if (up > 0.5)
        {
            double larger = Math.Log(alpha) + up, smaller = Math.Log(beyondOne) - down;
            return (LogSpace.Add(larger, smaller) - Math.Log(alpha + beyondOne)) / beyondOne;
        }

        // The terms of first order cancel: what is left are sums of e^x - 1 - x, which is never negative.
        double excess = (alpha * LogSpace.ExpM1MinusX(up)) + (beyondOne * LogSpace.ExpM1MinusX(-down));
        return LogSpace.Log1P(excess / (alpha + beyondOne)) / beyondOne;
    }

    /// <summary>
    /// ln((e^(a epsilon) + e^((1-a) epsilon) + k - 2) / (e^epsilon + k - 1)) / (a - 1): exact for k-ary randomised
    /// response. With k = 2 it bounds every epsilon-private mechanism, since each is a post-processing of that one
    /// (Kairouz, Oh, Viswanath 2015), and equals discrete Laplace noise of scale 1/epsilon on an integer of sensitivity
    /// 1, whose loss takes the same two values with the same probabilities.
    /// </summary>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="categories">k, at least 2.</param>
    /// <param name="beyondOne">a - 1, above 0.</param>
    /// <exception cref="PrivacyException">A parameter outside its range.</exception>
    public static double RandomisedResponse(double epsilon, int categories, double beyondOne)
    {
        Require(epsilon, nameof(epsilon), beyondOne);
        PrivacyException.RequireCount(categories - 1, "categories - 1", int.MaxValue);
        // The argument less 1 is (1 - e^-((a-1) epsilon)) (e^(a epsilon) - 1) / (e^epsilon + k - 1), all positive.
        double excess = LogSpace.Log1MExp(-beyondOne * epsilon) + LogSpace.LogExpM1((1 + beyondOne) * epsilon)
            - LogSpace.Add(epsilon, Math.Log(categories - 1));
        return LogSpace.Add(0, excess) / beyondOne;
    }

    /// <summary>rho where all that is known, or all that matters, is R(a) = rho a.</summary>
    internal static bool TryRho(PrivacyEvent @event, out double rho)
    {
        rho = @event switch
        {
            GaussianEvent gaussian => 0.5 / (gaussian.Multiplier * gaussian.Multiplier),
            DiscreteGaussianEvent discrete => 0.5 * discrete.SensitivitySquared / discrete.SigmaSquared,
            ZcdpEvent zcdp => zcdp.Rho,
            _ => double.NaN,
        };
        return !double.IsNaN(rho);
    }

    private static void Require(double parameter, string name, double beyondOne)
    {
        PrivacyException.RequirePositive(parameter, name);
        PrivacyException.RequirePositive(beyondOne, "order - 1");
    }
}

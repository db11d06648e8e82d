namespace EdgeVitals.Privacy;

/// <summary>From Renyi differential privacy at every order to an epsilon at one delta.</summary>
/// <remarks>
/// Source: Canonne, Kamath, Steinke 2020, Proposition 12: epsilon = R(a) + ln(1 - 1/a) - ln(delta a)/(a - 1) for any
/// order a above 1. Any order proves its bound, so a coarse search can only overstate the cost.
/// </remarks>
internal static class RenyiConversion
{
    // ln(a - 1) from 1e-13 to 1e13: the best order is near 1 + sqrt(ln(1/delta) / rho), for rho from 1e-25 to 1e27.
    private const double Lowest = -30;
    private const double Highest = 30;
    private const double Step = 0.5;

    /// <summary>Golden-section steps over two grid steps; the bound is flat at its least, so 50 leave 1e-15.</summary>
    private const int GoldenSteps = 50;

    /// <summary>What Proposition 12 may take off R(a) for an order of at least 2, at most 2 ln 2.</summary>
    private const double LargestGain = 1.4;

    /// <summary>The bound of one order.</summary>
    /// <param name="divergence">R(a), or infinity.</param>
    /// <param name="delta">In (0, 1).</param>
    /// <param name="logBeyondOne">ln(a - 1).</param>
    public static double Bound(double divergence, double delta, double logBeyondOne)
    {
        double beyondOne = Math.Exp(logBeyondOne), logOrder = LogSpace.Log1P(beyondOne);
        // ln(1 - 1/a) = ln(a - 1) - ln(a), without the cancellation at a close to 1.
        return divergence + logBeyondOne - logOrder - ((Math.Log(delta) + logOrder) / beyondOne);
    }

    /// <summary>The least bound over real orders, at least 0.</summary>
    /// <param name="divergence">R as a function of a - 1, not falling; infinite where it is not known.</param>
    /// <param name="delta">In (0, 1).</param>
    public static double Epsilon(Func<double, double> divergence, double delta)
    {
        double best = double.PositiveInfinity, at = Lowest;
        for (double u = Lowest; u <= Highest; u += Step)
        {
            double cost = divergence(Math.Exp(u));
            double bound = Bound(cost, delta, u);
            if (bound < best)
            {
                (best, at) = (bound, u);
            }

            // R only grows from here on, and no higher order can make up for it.
            if (u >= 0 && cost - LargestGain > best)
            {
                break;
            }
        }

        double ratio = (Math.Sqrt(5) - 1) / 2, low = at - Step, high = at + Step;
        double left = high - (ratio * (high - low)), right = low + (ratio * (high - low));
        double atLeft = Bound(divergence(Math.Exp(left)), delta, left);
        double atRight = Bound(divergence(Math.Exp(right)), delta, right);
        for (int step = 0; step < GoldenSteps; step++)
        {
            best = Math.Min(best, Math.Min(atLeft, atRight));
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (ratio * (high - low));
                atLeft = Bound(divergence(Math.Exp(left)), delta, left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (ratio * (high - low));
                atRight = Bound(divergence(Math.Exp(right)), delta, right);
            }
        }

        return Math.Max(0, best);
    }
}

namespace EdgeVitals.Privacy;

/// <summary>Renyi divergence of the Gaussian mechanism on a Poisson sample, under add-or-remove-one.</summary>
/// <remarks>
/// Source: Mironov, Talwar, Zhang 2019, "Renyi Differential Privacy of the Sampled Gaussian Mechanism", Theorems 4 and
/// 5: R(a) = ln A(a) / (a - 1) with A(a) = E over x ~ N(0, sigma^2) of (1 + y)^a, y = q (e^((2x-1)/(2 sigma^2)) - 1).
/// Where we deviate: their section 3.3 sums an alternating series for fractional orders, which loses the digits of a
/// small A - 1. Since E y = 0, A(a) - 1 is the expectation of (1 + y)^a - 1 - a y, which is never negative; whole
/// orders sum C(a,k) (1-q)^(a-k) q^k (e^((k^2-k)/(2 sigma^2)) - 1), positive as well, and fractional ones take the
/// trapezoid rule, which converges exponentially on this integrand.
/// </remarks>
/// <param name="rate">q, in (0, 1).</param>
/// <param name="multiplier">sigma over L2 sensitivity, above 0.</param>
internal sealed class SampledGaussianDivergence(double rate, double multiplier)
{
    /// <summary>Above it orders are whole and what lies between is bounded by the chord, as ln A is convex.</summary>
    private const double LargestFraction = 64;

    /// <summary>Beyond it the divergence counts as infinite; such an order pays only for epsilons below 1e-4.</summary>
    private const double LargestOrder = 100_000;

    /// <summary>Below 1 + it the divergence of 1 + it stands in, which is larger.</summary>
    private const double LeastBeyondOne = 1e-3;

    /// <summary>Most points of the trapezoid rule; it is passed only for multipliers below some 0.04.</summary>
    private const double MostPoints = 100_000;

    /// <summary>Covers the rounding of some 1e5 logarithms of a size up to 1e5.</summary>
    private const double Guard = 1 + 1e-10;

    /// <summary>Standard deviations beyond the integrand's modes that are left out: exp(-13^2/2) = 2e-37.</summary>
    private const double Reach = 13;

    private readonly double _logRate = Math.Log(rate);
    private readonly double _logRest = LogSpace.Log1P(-rate);

    // The integrand's nearest singularity lies pi sigma off the real line (in standard deviations), which leaves an
    // error of exp(-2 pi^2 sigma / step) = e^-49; the Gaussian factor alone one of exp(-2 pi^2 / step^2).
    private readonly double _step = Math.Min(0.35, 0.4 * multiplier);

    /// <summary>R(a) at a - 1 = beyondOne; infinite for orders above 100,000.</summary>
    public double At(double beyondOne)
    {
        double counted = Math.Max(beyondOne, LeastBeyondOne), order = 1 + counted;
        if (order > LargestOrder)
        {
            return double.PositiveInfinity;
        }

        if (order <= LargestFraction && ((order / multiplier) + (2 * Reach)) / _step <= MostPoints)
        {
            return LogMoment(order) / counted * Guard;
        }

        double whole = Math.Floor(order), part = order - whole;
        double chord = ((1 - part) * WholeLogMoment(whole)) + (part == 0 ? 0 : part * WholeLogMoment(whole + 1));
        return chord / counted * Guard;
    }

    /// <summary>ln A(a) of a whole order; 0 at 1.</summary>
    internal double WholeLogMoment(double order)
    {
        double binomial = 0, sum = double.NegativeInfinity;
        for (double k = 1; k <= order; k++)
        {
            binomial += Math.Log((order - k + 1) / k);
            double growth = 0.5 * k * (k - 1) / multiplier / multiplier;
            double term = binomial + ((order - k) * _logRest) + (k * _logRate);
            sum = k < 2 ? sum : LogSpace.Add(sum, term + LogSpace.LogExpM1(growth));
        }

        return LogSpace.Add(0, sum);
    }

    /// <summary>ln A(a) of any order by the trapezoid rule.</summary>
    internal double LogMoment(double order)
    {
        double sum = double.NegativeInfinity;
        double last = (order / multiplier) + Reach;
        for (double t = -Reach; t <= last; t += _step)
        {
            double exponent = (t / multiplier) - (0.5 / multiplier / multiplier);
            sum = LogSpace.Add(sum, LogExcess(order, exponent) - (0.5 * t * t));
        }

        return LogSpace.Add(0, sum + Math.Log(_step) - (0.5 * Math.Log(2 * Math.PI)));
    }

    /// <summary>ln((1 + y)^a - 1 - a y) with y = q (e^exponent - 1).</summary>
    private double LogExcess(double order, double exponent)
    {
        double y = exponent < 700 ? rate * LogSpace.ExpM1(exponent) : double.PositiveInfinity;
        if (Math.Abs(order * y) < 0.1)
        {
            return Math.Log(SmallExcess(order, y));
        }

        double log = exponent < 700 ? LogSpace.Log1P(y) : _logRate + exponent;
        double power = order * log;
        if (power < 30)
        {
            return Math.Log(LogSpace.ExpM1(power) - (order * y));
        }

        double linear = exponent < 700 ? Math.Log(1 + (order * y)) : Math.Log(order) + log;
        return power + LogSpace.Log1P(-Math.Exp(linear - power));
    }

    /// <summary>The binomial series from its second term; |a y| below 0.1.</summary>
    private static double SmallExcess(double order, double y)
    {
        double term = order * y, sum = 0;
        for (int k = 2; k <= 24; k++)
        {
            term *= (order - k + 1) / k * y;
            sum += term;
        }

        return sum;
    }
}

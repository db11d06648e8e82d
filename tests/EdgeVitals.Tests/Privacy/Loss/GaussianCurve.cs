using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Privacy;

/// <summary>The exact curve of a Gaussian of mean μ over its deviation (Balle, Wang 2018, Theorem 8), by bisection.
/// </summary>
internal static class GaussianCurve
{
    /// <summary>e^x - 1 (Kahan); MathNet's has eight digits near |x| = 0.1.</summary>
    public static double LessOne(double x)
    {
        double power = Math.Exp(x);
        return power == 1 ? x : power == 0 ? -1 : (power - 1) * (x / Math.Log(power));
    }

    /// <summary>ln delta(epsilon).</summary>
    public static double LogDelta(double mu, double epsilon)
    {
        double with = NormalTail.LogUpper((epsilon / mu) - (mu / 2));
        double without = epsilon + NormalTail.LogUpper((epsilon / mu) + (mu / 2));
        return with + Math.Log(-LessOne(without - with));
    }

    /// <summary>The least epsilon at a delta.</summary>
    public static double Epsilon(double mu, double delta)
    {
        if (LogDelta(mu, 0) <= Math.Log(delta))
        {
            return 0;
        }

        double low = 0, high = (mu * mu / 2) + (mu * 40);
        for (int step = 0; step < 200; step++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = LogDelta(mu, middle) <= Math.Log(delta) ? (low, middle) : (middle, high);
        }

        return high;
    }
}

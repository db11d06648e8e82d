namespace EdgeVitals.Privacy;

/// <summary>Sums and differences of numbers that are held as logarithms, because they leave a double's range.</summary>
/// <remarks>
/// The framework's double.LogP1(x) and double.ExpM1(x) are Log(x + 1) and Exp(x) - 1 as written, which return 0 for
/// x = 1e-17: they must not stand where the small x matters.
/// </remarks>
internal static class LogSpace
{
    /// <summary>ln(1 + x) with full relative precision for small x (Kahan's quotient).</summary>
    public static double Log1P(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>exp(x) - 1 with full relative precision for small x (Kahan's quotient).</summary>
    public static double ExpM1(double x)
    {
        double power = Math.Exp(x);
        double less = power - 1;
        return power == 1 ? x : Math.Abs(x) > 1 ? less : less * (x / Math.Log(power));
    }

    /// <summary>exp(x) - 1 - x, at least 0, with full relative precision for small x.</summary>
    public static double ExpM1MinusX(double x)
    {
        if (Math.Abs(x) > 0.5)
        {
            return Math.Exp(x) - 1 - x;
        }

        // x^2/2 (1 + x/3 (1 + x/4 (1 + ...))): 0.5^16/16! is below a double's last digit.
        double inner = 1;
        for (int k = 18; k >= 3; k--)
        {
            inner = 1 + (x / k * inner);
        }

        return 0.5 * x * x * inner;
    }

    /// <summary>ln(exp(x) - 1) for x above 0.</summary>
    public static double LogExpM1(double x) => x > 1 ? x + Log1P(-Math.Exp(-x)) : Math.Log(ExpM1(x));

    /// <summary>ln(1 - exp(x)) for x below 0 (Maechler 2012, "Accurately computing log(1 - exp(-|a|))").</summary>
    public static double Log1MExp(double x) => x > -0.6931471805599453 ? Math.Log(-ExpM1(x)) : Log1P(-Math.Exp(x));

    /// <summary>ln(exp(a) + exp(b)).</summary>
    public static double Add(double a, double b)
    {
        (double large, double small) = a >= b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(small) ? large : large + Log1P(Math.Exp(small - large));
    }

    /// <summary>ln(exp(a) - exp(b)) for a at least b; minus infinity where they are equal.</summary>
    public static double Subtract(double a, double b) =>
        double.IsNegativeInfinity(b) ? a : b >= a ? double.NegativeInfinity : a + Log1MExp(b - a);
}

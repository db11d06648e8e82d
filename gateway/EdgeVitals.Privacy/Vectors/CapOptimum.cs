namespace EdgeVitals.Privacy;

/// <summary>A cap and what randomised response over it costs.</summary>
/// <param name="Gamma">Height of the cap: it is {v : &lt;u, v&gt; &gt;= Gamma}.</param>
/// <param name="Mass">q, share of the base law inside the cap.</param>
/// <param name="MeanSquaredError">E||estimate - u||^2 for a unit vector u.</param>
internal readonly record struct CapOptimum(double Gamma, double Mass, double MeanSquaredError)
{
    // Newton's steps are monotone and quadratic: some 30 are needed at epsilon 32.
    private const int MaximumSteps = 500;

    /// <summary>p with p (1 - q) / (q (1 - p)) = e^epsilon.</summary>
    public double Probability(double epsilon) => 1 / (1 + ((1 - Mass) / Mass * Math.Exp(-epsilon)));

    /// <summary>The cap of the unit sphere with the least error; the base law is uniform (PrivUnit).</summary>
    /// <remarks>
    /// m(gamma) = E&lt;u, V&gt; is largest where m(gamma) = gamma, so the least error is 1/gamma^2 - 1 = tan^2 of the
    /// angle, and gamma &lt;- m(gamma) is Newton's step from below (Mechanisms/PrivUnit.md, "Proof").
    /// </remarks>
    public static CapOptimum OnSphere(int dimension, double epsilon)
    {
        double excess = LogSpace.ExpM1(epsilon);
        if (dimension == 1)
        {
            // Two points: any height between them gives the same cap. coth^2 - 1 = 1 / sinh^2.
            double sinh = Math.Sinh(epsilon / 2);
            return new CapOptimum(0, 0.5, 1 / (sinh * sinh));
        }

        double a = (dimension - 1) / 2.0;
        double gamma = FixedPoint(height => excess * SphericalCap.SinePower(a, height) * SphericalCap.InverseBeta(a)
            / (2 * a) / (1 + (SphericalCap.MassAtHeight(a, height) * excess)));
        return gamma * gamma < 0.5
            ? new CapOptimum(gamma, SphericalCap.MassAtHeight(a, gamma), (1 - (gamma * gamma)) / (gamma * gamma))
            : NearPole(a, excess);
    }

    /// <summary>The half-space with the least error; the base law is normal, gamma in deviations (PrivUnitG).</summary>
    /// <remarks>
    /// The error d s^2 + gamma s - 1, s = 1/m(gamma), is stationary where (2d + gamma m)(1 - gamma/m) = 1: the left
    /// side is 2d at 0 and 0 at the largest m, so the root lies between (Mechanisms/PrivUnitG.md, "Proof").
    /// </remarks>
    public static CapOptimum OnGaussian(int dimension, double epsilon)
    {
        double excess = LogSpace.ExpM1(epsilon);
        double low = 0, high = FixedPoint(height => GaussianMean(height, excess));
        while (true)
        {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high)
            {
                break;
            }

            double mean = GaussianMean(middle, excess);
            bool below = ((2.0 * dimension) + (middle * mean)) * (mean - middle) > mean;
            (low, high) = below ? (middle, high) : (low, middle);
        }

        double scale = 1 / GaussianMean(low, excess);
        // d s^2 - 1 + gamma s: at a large epsilon s^2 and 1 nearly cancel only at d = 1, and then gamma s is near 1.
        return new CapOptimum(low, NormalTail.Upper(low), (dimension * scale * scale) - 1 + (low * scale));
    }

    /// <summary>E of a standard normal component along u under randomised response over {z >= height}.</summary>
    public static double GaussianMean(double height, double excess) =>
        excess * Math.Exp(-height * height / 2) / Math.Sqrt(2 * Math.PI) / (1 + (NormalTail.Upper(height) * excess));

    private static double FixedPoint(Func<double, double> mean)
    {
        double gamma = 0;
        for (int step = 0; step < MaximumSteps; step++)
        {
            double next = mean(gamma);
            if (!(next > gamma))
            {
                break;
            }

            gamma = next;
        }

        return gamma;
    }

    /// <summary>
    /// The optimum by tan^2 = w itself: near the pole gamma is 1 up to the last bits of a double and says nothing of w.
    /// </summary>
    /// <remarks>2 a cos B / (e^eps - 1) = sin^2a (1 - G), rising on the right and falling on the left.</remarks>
    private static CapOptimum NearPole(double a, double excess)
    {
        double target = Math.Log(2 * a / SphericalCap.InverseBeta(a) / excess);
        double low = -100, high = Math.Log(2);
        while (true)
        {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high)
            {
                break;
            }

            double w = Math.Exp(middle);
            (_, double complement) = SphericalCap.Fraction(a, w);
            double value = SphericalCap.LogSinePower(a, w) + Math.Log(complement) + (0.5 * LogSpace.Log1P(w));
            (low, high) = value < target ? (middle, high) : (low, middle);
        }

        double square = Math.Exp(low), cosine = 1 / Math.Sqrt(1 + square);
        (double g, _) = SphericalCap.Fraction(a, square);
        double sinePower = Math.Exp(SphericalCap.LogSinePower(a, square));
        double mass = sinePower * g * SphericalCap.InverseBeta(a) / (2 * a * cosine);
        return new CapOptimum(cosine, mass, square);
    }
}

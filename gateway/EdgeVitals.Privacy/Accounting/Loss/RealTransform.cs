using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace EdgeVitals.Privacy;

/// <summary>Fourier transforms of N real numbers by a complex one of N/2, at half its time and memory.</summary>
/// <remarks>
/// Numerical Recipes, section 12.3.2: even and odd elements are the real and imaginary parts of z; with Z its
/// transform,
/// X_k = (Z_k + Z*_{H-k})/2 + e^(-2πik/N) (Z_k - Z*_{H-k})/2i for k = 0..H, H = N/2.
/// </remarks>
internal static class RealTransform
{
    /// <summary>Coefficients 0..N/2 of Σ x_j e^(-2πijk/N); N a power of two of at least 4.</summary>
    public static Complex[] Forward(double[] values)
    {
        int half = values.Length / 2;
        Complex[] packed = new Complex[half];
        for (int i = 0; i < half; i++)
        {
            packed[i] = new Complex(values[2 * i], values[(2 * i) + 1]);
        }

        Fourier.Forward(packed, FourierOptions.NoScaling);
        Complex[] result = new Complex[half + 1];
        for (int k = 0; k <= half; k++)
        {
            Complex one = packed[k & (half - 1)], other = Complex.Conjugate(packed[(half - k) & (half - 1)]);
            Complex difference = (one - other) * Turn(-k, values.Length);
            result[k] = 0.5 * ((one + other) + new Complex(difference.Imaginary, -difference.Real));
        }

        return result;
    }

    /// <summary>The N real numbers whose coefficients 0..N/2 are given.</summary>
    public static double[] Inverse(Complex[] coefficients)
    {
        int half = coefficients.Length - 1;
        Complex[] packed = new Complex[half];
        for (int k = 0; k < half; k++)
        {
            Complex one = coefficients[k], other = Complex.Conjugate(coefficients[half - k]);
            Complex difference = (one - other) * Turn(k, 2 * half);
            packed[k] = 0.5 * ((one + other) + new Complex(-difference.Imaginary, difference.Real));
        }

        Fourier.Inverse(packed, FourierOptions.NoScaling);
        double[] values = new double[2 * half];
        for (int i = 0; i < half; i++)
        {
            values[2 * i] = packed[i].Real / half;
            values[(2 * i) + 1] = packed[i].Imaginary / half;
        }

        return values;
    }

    /// <summary>e^(2πik/n).</summary>
    private static Complex Turn(int k, int n)
    {
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * k / n);
        return new Complex(cosine, sine);
    }
}

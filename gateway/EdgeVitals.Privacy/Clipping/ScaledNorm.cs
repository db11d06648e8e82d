namespace EdgeVitals.Privacy;

/// <summary>
/// L2 norm as Largest · Root, where Root is the norm of v / Largest: squaring cannot overflow, and where the product
/// itself does, dividing by both factors in turn keeps the direction.
/// </summary>
/// <param name="Largest">Largest magnitude; 0 for the zero vector.</param>
/// <param name="Root">Norm of v / Largest; 0 for the zero vector.</param>
public readonly record struct ScaledNorm(double Largest, double Root)
{
    /// <summary>The norm; infinity where it exceeds a double.</summary>
    public double Value => Largest * Root;

    /// <summary>The norm of a vector; false where a coordinate is NaN or infinite.</summary>
    public static bool TryOf(ReadOnlySpan<double> vector, out ScaledNorm norm)
    {
        norm = default;
        double largest = 0;
        foreach (double value in vector)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }

            largest = Math.Max(largest, Math.Abs(value));
        }

        double sum = 0;
        foreach (double value in vector)
        {
            double part = largest == 0 ? 0 : value / largest;
            sum += part * part;
        }

        norm = new ScaledNorm(largest, Math.Sqrt(sum));
        return true;
    }
}

namespace EdgeVitals.Privacy;

/// <summary>Makes a unit vector of what is shorter, so that a mechanism for unit vectors takes it.</summary>
public static class UnitVectors
{
    /// <summary>
    /// (x, sqrt(1 - ||x||^2)): the last coordinate is dropped from the estimate again, which stays unbiased for x.
    /// </summary>
    /// <param name="vector">x in the unit ball; a norm up to 1e-9 above 1 counts as 1.</param>
    /// <returns>One coordinate more, norm 1.</returns>
    /// <exception cref="PrivacyException">Empty, NotANumber, Infinite, or OutsideDomain for a norm above 1.</exception>
    public static double[] Lift(ReadOnlySpan<double> vector)
    {
        double norm = VectorDomain.Norm(vector, vector.Length);
        if (norm > 1 + VectorDomain.UnitTolerance)
        {
            throw new PrivacyException(
                PrivacyFault.OutsideDomain, "vector", "its norm is above 1; the unit ball is accepted");
        }

        double[] lifted = new double[vector.Length + 1];
        vector.CopyTo(lifted);
        // (1 - n)(1 + n) keeps the digits that 1 - n^2 would lose near 1.
        lifted[^1] = Math.Sqrt(Math.Max(0, (1 - norm) * (1 + norm)));
        return lifted;
    }
}

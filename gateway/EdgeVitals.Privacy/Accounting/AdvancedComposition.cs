namespace EdgeVitals.Privacy;

/// <summary>The composition theorem of Dwork, Rothblum and Vadhan: an older bound, kept for comparison.</summary>
/// <remarks>
/// Source: Dwork, Rothblum, Vadhan 2010, Theorem III.3. Every accountant but the pure one is tighter from a few
/// releases on; for few or large epsilons it is even above the plain sum.
/// </remarks>
public static class AdvancedComposition
{
    /// <summary>epsilon sqrt(2 k ln(1/delta)) + k epsilon (e^epsilon - 1).</summary>
    /// <param name="each">Pure epsilon of each release.</param>
    /// <param name="count">k, at least 1.</param>
    /// <param name="delta">Of the whole composition.</param>
    /// <exception cref="PrivacyException">A count of 0, or an answer beyond a double.</exception>
    public static double EpsilonAt(Epsilon each, long count, Delta delta)
    {
        double k = PrivacyException.RequireCount(count, nameof(count), long.MaxValue);
        double epsilon = each.Value;
        return PrivacyException.RequireFinite(
            (epsilon * Math.Sqrt(-2 * k * Math.Log(delta.Value))) + (k * epsilon * LogSpace.ExpM1(epsilon)), "epsilon");
    }
}

namespace EdgeVitals.Privacy;

/// <summary>
/// A local mechanism for one number: the wearer's own gateway perturbs it, and what leaves is ε-differentially private
/// by itself (pure ε, δ = 0, replace-one: any x against any other x').
/// </summary>
/// <remarks>
/// The report is an integer y, and y · <see cref="Unit"/> estimates x without bias. Receivers add integers and multiply
/// by the unit once, so that no rounding of a sum depends on a person.
/// </remarks>
public interface IScalarMechanism
{
    /// <summary>The claimed ε of one report.</summary>
    Epsilon Epsilon { get; }

    /// <summary>What one count of the report stands for, in units of x. Public, the same for every wearer.</summary>
    double Unit { get; }

    /// <summary>Variance of the estimate at the worst x, in units of x squared.</summary>
    double WorstCaseVariance { get; }

    /// <summary>Variance of the estimate y · <see cref="Unit"/> at one x, in units of x squared.</summary>
    /// <param name="x">The value, −1 to 1.</param>
    /// <exception cref="PrivacyException">NaN, infinite, or outside −1 to 1.</exception>
    double Variance(double x);

    /// <summary>
    /// One report of x. It leaves on a schedule and not when it is ready: the time that sampling takes depends on the
    /// drawn values.
    /// </summary>
    /// <param name="x">The value, −1 to 1.</param>
    /// <param name="random">Uniform bytes.</param>
    /// <returns>A count of <see cref="Unit"/>.</returns>
    /// <exception cref="PrivacyException">NaN, infinite, or outside −1 to 1; nothing is released then.</exception>
    long Perturb(double x, IRandomBytes random);
}

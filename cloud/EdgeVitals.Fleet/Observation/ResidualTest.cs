using MathNet.Numerics;

namespace EdgeVitals.Fleet.Observation;

/// <summary>
/// Is the noise that lies on the true sums the noise that was promised? Σ r²/σ² over N coordinates follows χ² with N
/// degrees of freedom; the test is two-sided, because too little noise breaks the promise and too much breaks the
/// estimate. Integer noise of σ = 12 is exactly zero once in thirty draws, which continuous noise never is; so each
/// residual counts half a unit away from the tail that is tested, and no honest message is accused of a zero.
/// </summary>
public sealed class ResidualTest
{
    /// <summary>
    /// False-alarm rate of one evaluation, 1e-6: a minute's demonstration makes about 150 of them, so an honest fleet
    /// is accused once in seven thousand demonstrations.
    /// </summary>
    public const double Alpha = 1e-6;

    private double _sum, _most, _least;

    /// <summary>Coordinates seen.</summary>
    public int Count { get; private set; }

    /// <summary>Measured variance over the promised one; 1 is right.</summary>
    public double Ratio => Count == 0 ? double.NaN : _sum / Count;

    /// <summary>Adds one message's residuals in grid units.</summary>
    public void Add(ReadOnlySpan<long> message, ReadOnlySpan<long> truth, long sigmaSquared)
    {
        for (int i = 0; i < message.Length; i++)
        {
            double residual = Math.Abs(message[i] - truth[i]);
            _sum += residual * residual / sigmaSquared;
            _most += (residual + 0.5) * (residual + 0.5) / sigmaSquared;
            _least += Math.Max(0, residual - 0.5) * Math.Max(0, residual - 0.5) / sigmaSquared;
        }

        Count += message.Length;
    }

    /// <summary>What is wrong with the noise so far, or null.</summary>
    public string? Fault()
    {
        double half = Count / 2.0;
        double below = SpecialFunctions.GammaLowerRegularized(half, _most / 2);
        double above = SpecialFunctions.GammaUpperRegularized(half, _least / 2);
        if (below >= Alpha / 2 && above >= Alpha / 2) return null;
        return $"variance of {Count} residuals is {Ratio:0.###} of the task's σ²";
    }
}

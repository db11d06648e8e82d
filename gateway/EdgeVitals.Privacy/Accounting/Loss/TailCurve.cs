namespace EdgeVitals.Privacy;

/// <summary>Delta as a function of epsilon of a loss on a grid, summed from the far end by positive terms.</summary>
/// <remarks>
/// With masses P(s) = P'(s) e^(scale - λ s), delta at a grid loss is e^(scale - λ s_n) D_n, where
/// D_n = Σ_{i>n} P'_i e^(-λ(s_i - s_n)) (1 - e^(-(s_i - s_n))). C_n = P'_n + e^(-(1+λ)h) C_{n+1} and
/// D_n = e^(-λh) (D_{n+1} + (1 - e^(-h)) C_{n+1}) need no e^(λs), which would overflow. Each factor is raised by some
/// units of the last place, so that the sums are rounded up.
/// </remarks>
/// <param name="bottom">Loss of the first mass.</param>
/// <param name="interval">h.</param>
/// <param name="masses">Tilted probabilities P'.</param>
/// <param name="tilt">λ, at least 0.</param>
/// <param name="scale">Logarithm of the factor between tilted and true probabilities at loss 0.</param>
/// <param name="beyond">Tilted probability of losses after the last mass, counted as infinite.</param>
/// <param name="infinite">Probability of an infinite loss.</param>
internal sealed class TailCurve(
    double bottom, double interval, double[] masses, double tilt, double scale, double beyond, double infinite)
{
    /// <summary>Four units of the last place: more than the operations of one step of the sums can lose.</summary>
    private const double RoundUp = 1 + 1e-15;

    private readonly double _decay = Math.Exp(-(1 + tilt) * interval) * RoundUp;
    private readonly double _untilt = Math.Exp(-tilt * interval) * RoundUp;
    private readonly double _fall = ConnectTheDots.Fall(interval) * RoundUp;

    /// <summary>The least epsilon at which delta holds; infinity if it holds nowhere on the grid.</summary>
    public double EpsilonAt(double delta)
    {
        double target = Math.Log(delta - infinite);
        double above = beyond, sum = 0;
        if (!(Logarithm(above, masses.Length) <= target))
        {
            return double.PositiveInfinity;
        }

        for (int n = masses.Length - 1; n >= 0; n--)
        {
            // above is D_{n+1} and sum C_{n+1}.
            double here = _untilt * (above + (_fall * sum));
            if (sum > 0 && Logarithm(here, n) > target)
            {
                // Between grid losses delta is D_{n+1} + C_{n+1} (1 - e^(epsilon - s_{n+1})), up to the common factor.
                double wanted = Math.Exp(target - scale + (tilt * At(n + 1)));
                return Math.Max(At(n), At(n + 1) + LogSpace.Log1P(-Math.Min(1, Math.Max(0, wanted - above) / sum)));
            }

            above = here;
            sum = masses[n] + (_decay * sum);
        }

        return bottom;
    }

    /// <summary>Delta at an epsilon, at most 1.</summary>
    public double DeltaAt(double epsilon)
    {
        double above = beyond, sum = 0;
        if (epsilon >= At(masses.Length))
        {
            return Math.Min(1, Math.Exp(Logarithm(above, masses.Length)) + infinite);
        }

        for (int n = masses.Length - 1; n >= 0; n--)
        {
            if (At(n) <= epsilon)
            {
                double rest = ConnectTheDots.Fall(Math.Max(0, At(n + 1) - epsilon));
                return Math.Min(1, Math.Exp(Logarithm(above + (sum * rest), n + 1)) + infinite);
            }

            above = _untilt * (above + (_fall * sum));
            sum = masses[n] + (_decay * sum);
        }

        return 1;
    }

    private double At(int n) => bottom + (n * interval);

    private double Logarithm(double value, int n) => Math.Log(value) + scale - (tilt * At(n));
}

using MathNet.Numerics.Integration;

namespace EdgeVitals.Privacy;

/// <summary>
/// The cumulant generating function K(λ) = Σ T ln E[e^(λL)] of a composition and its first two derivatives, by
/// quadrature:
/// from it tilt, window and interval of the accurate computation are chosen. Nothing that is answered rests on it.
/// </summary>
internal sealed class LossCumulants
{
    /// <summary>Probability beyond which the nodes stop: near the smallest that a double holds.</summary>
    private const double Tail = 1e-300;

    /// <summary>More atoms than this are thinned out; their masses vary slowly.</summary>
    private const double MostAtoms = 4000;

    /// <summary>Part of the density's scale that a panel of six nodes spans here.</summary>
    private const double PanelOfScale = 0.5;

    private static readonly GaussLegendreRule Rule = new(-1, 1, 6);

    private readonly List<(double[] Losses, double[] LogMasses, double Times)> _parts = [];

    /// <summary>Least sum of losses at the nodes.</summary>
    public double Least { get; private set; }

    /// <summary>Largest sum of losses at the nodes.</summary>
    public double Most { get; private set; }

    /// <summary>Adds a release that is made a number of times.</summary>
    public void Add(DirectedLoss loss, long times)
    {
        List<double> losses = [], logMasses = [];
        void Node(double at, double mass)
        {
            if (mass > 0)
            {
                losses.Add(loss.Loss(at));
                logMasses.Add(Math.Log(mass));
            }
        }

        if (loss.Pair.DensityScale > 0)
        {
            (double low, double high) = loss.BaseSupport(Tail);
            int panels = (int)Math.Ceiling((high - low) / Math.Min(1, PanelOfScale * loss.Pair.DensityScale));
            double half = 0.5 * (high - low) / panels;
            for (int panel = 0; panel < panels; panel++)
            {
                double centre = low + (((2 * panel) + 1) * half);
                for (int node = 0; node < Rule.Order; node++)
                {
                    double at = centre + (half * Rule.GetAbscissa(node));
                    Node(at, half * Rule.GetWeight(node) * loss.Density(at).Density);
                }
            }
        }

        long stride = (long)Math.Ceiling(loss.Pair.AtomCount(Tail) / MostAtoms);
        foreach (LossAtom atom in loss.Pair.Atoms(Tail, Math.Max(1, stride)))
        {
            Node(atom.Loss, loss.Mass(atom.P, atom.Q));
        }

        double[] sorted = [.. losses], masses = [.. logMasses];
        Array.Sort(sorted, masses);
        _parts.Add((sorted, masses, times));
        Least += times * sorted[0];
        Most += times * sorted[^1];
    }

    /// <summary>K(λ), K'(λ) (mean of the tilted sum) and K''(λ) (its variance).</summary>
    public (double Value, double Mean, double Variance) At(double tilt)
    {
        double value = 0, mean = 0, variance = 0;
        foreach ((double[] losses, double[] logMasses, double times) in _parts)
        {
            (double v, double m, double s) = Single(losses, logMasses, tilt);
            value += times * v;
            mean += times * m;
            variance += times * s;
        }

        return (value, mean, variance);
    }

    /// <summary>Mean of the tilted loss of one release, counted in the order in which they were added.</summary>
    public double Mean(int release, double tilt) =>
        Single(_parts[release].Losses, _parts[release].LogMasses, tilt).Mean;

    /// <summary>
    /// A loss of one release to which everything below it may be raised: it then has about the given part of the tilted
    /// mass.
    /// </summary>
    public double Floor(int release, double tilt, double part)
    {
        (double[] losses, double[] logMasses, _) = _parts[release];
        double logAllowed = Math.Log(part) + Single(losses, logMasses, tilt).Value, below = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            below += Math.Exp(logMasses[i]);
            if (Math.Log(below) + (tilt * losses[i]) > logAllowed)
            {
                return losses[Math.Max(0, i - 1)];
            }
        }

        return losses[^1];
    }

    private static (double Value, double Mean, double Variance) Single(double[] losses, double[] logMasses, double tilt)
    {
        double largest = double.NegativeInfinity;
        for (int i = 0; i < losses.Length; i++)
        {
            largest = Math.Max(largest, (tilt * losses[i]) + logMasses[i]);
        }

        double total = 0, first = 0;
        double[] weights = new double[losses.Length];
        for (int i = 0; i < losses.Length; i++)
        {
            double weight = Math.Exp((tilt * losses[i]) + logMasses[i] - largest);
            weights[i] = weight;
            total += weight;
            first += weight * losses[i];
        }

        double mean = first / total, second = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            second += weights[i] * (losses[i] - mean) * (losses[i] - mean);
        }

        return (largest + Math.Log(total), mean, second / total);
    }
}

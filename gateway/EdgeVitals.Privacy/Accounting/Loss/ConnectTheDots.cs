using MathNet.Numerics.Integration;

namespace EdgeVitals.Privacy;

/// <summary>A privacy loss on the grid Offset + k·Interval, k = First, First + 1, ...</summary>
/// <param name="Offset">Loss at k = 0.</param>
/// <param name="Interval">Distance of neighbouring losses.</param>
/// <param name="First">k of the first mass.</param>
/// <param name="Masses">Probabilities of the finite losses.</param>
/// <param name="Infinite">Probability that is counted as an infinite loss.</param>
internal sealed record GridLoss(double Offset, double Interval, long First, double[] Masses, double Infinite)
{
    /// <summary>The loss of the i-th mass.</summary>
    public double At(long i) => Offset + ((First + i) * Interval);

    /// <summary>Largest absolute value of a loss.</summary>
    public double Reach => Math.Max(Math.Abs(At(0)), Math.Abs(At(Masses.Length - 1)));
}

/// <summary>Puts a privacy loss on a grid so that it can only grow.</summary>
/// <remarks>
/// Doroshenko, Ghazi, Kamath, Kumar, Manurangsi 2022, "Connect the Dots: Tighter Discrete Approximations of Privacy
/// Loss
/// Distributions", Algorithm 1: the mass of a cell goes to its two ends such that both its probability p and its
/// probability p e^(-l) under the other neighbour stay what they are. The grid's pair then has the hockey-stick
/// divergence of the true one at every grid loss and the chord above it in between, which is the least that any pair on
/// the grid can have: it dominates, and its error is of second order in the interval. The paper takes second
/// differences of
/// the divergence, which cancel; here the two masses are integrals of positive functions,
/// ∫ p (1 - e^(l_i - l))/(1 - e^(-h)) for the upper end, by Gauss and Legendre's rule in each cell, so that far tails
/// keep
/// their relative precision. What lies beyond the support is counted as an infinite loss above, and as the lowest loss
/// below.
/// </remarks>
internal static class ConnectTheDots
{
    /// <summary>
    /// Part of the density's scale that one panel of the rule may span: 6 nodes leave below 1e-16 of a panel's mass at
    /// 10 standard deviations and 1e-12 at 38, where the smallest truncated tail begins.
    /// </summary>
    private const double PanelOfScale = 0.05;

    /// <summary>φ and e^(-l) have the scale 1 whatever the density's is (the nearest pole is at distance π).</summary>
    private const double LongestPanel = 0.25;

    /// <summary>Panels shorter than this part of the longest do with three nodes, which leave 1e-11 at 38.</summary>
    private const double ShortPanel = 0.08;

    /// <summary>More than both rules and the arithmetic can lose of a mass.</summary>
    private const double MassUp = 1 + 2e-11;

    /// <summary>More grid points than this for one release are refused.</summary>
    private const double MostPoints = 1 << 24;

    private static readonly GaussLegendreRule ThreeNodes = new(-1, 1, 3);
    private static readonly GaussLegendreRule SixNodes = new(-1, 1, 6);

    /// <summary>The loss on the grid offset + k·interval.</summary>
    /// <param name="loss">One release in one direction.</param>
    /// <param name="interval">Distance of the grid's losses.</param>
    /// <param name="offset">A loss of the grid.</param>
    /// <param name="tail">Probability, a side, that may be moved to the ends of the support.</param>
    /// <param name="floor">Loss to which all below it are raised; minus infinity for none.</param>
    /// <exception cref="PrivacyException">The grid would not fit in memory.</exception>
    public static GridLoss Discretise(
        DirectedLoss loss, double interval, double offset, double tail, double floor = double.NegativeInfinity)
    {
        (double low, double high) = loss.BaseSupport(tail);
        (double least, double most) = loss.Falling
            ? (loss.Loss(high), loss.Loss(low)) : (loss.Loss(low), loss.Loss(high));
        double first = Math.Floor((Math.Max(least, Math.Min(floor, most)) - offset) / interval);
        double last = Math.Floor((most - offset) / interval) + 1;
        if (!(last - first < MostPoints))
        {
            throw new PrivacyException(PrivacyFault.OutOfRange, "privacy loss",
                $"{last - first:E1} grid points are more than fit in memory");
        }

        double[] masses = new double[(int)(last - first) + 1];
        GridLoss grid = new(offset, interval, (long)first, masses, loss.Pair.HasTails ? tail : 0);
        if (loss.Pair.HasTails)
        {
            // Losses below the support. The first grid point may be lower than some of them, unless they are the next
            // of a lattice that the grid does not skip.
            bool isLattice = loss.Pair.DensityScale == 0 && loss.Spacing >= interval * (1 - 1e-9);
            masses[isLattice || grid.At(0) >= least ? 0 : 1] = tail;
        }

        if (loss.Pair.DensityScale > 0)
        {
            SpreadDensity(loss, low, high, grid);
        }

        return grid with { Infinite = grid.Infinite + SpreadAtoms(loss, tail, grid) };
    }

    /// <summary>x -> 1 - e^(-x) for x of at least 0.</summary>
    internal static double Fall(double x) => x < 0.01
        ? x * (1 - (x / 2 * (1 - (x / 3 * (1 - (x / 4 * (1 - (x / 5 * (1 - (x / 6))))))))))
        : -LogSpace.ExpM1(-x);

    private static void SpreadDensity(DirectedLoss loss, double low, double high, GridLoss grid)
    {
        double longest = Math.Min(LongestPanel, PanelOfScale * loss.Pair.DensityScale);
        double whole = Fall(grid.Interval);
        double from = Math.Clamp(loss.BaseLoss(grid.At(0)), low, high);
        grid.Masses[0] += loss.Falling ? Integral(loss, from, high, longest) : Integral(loss, low, from, longest);
        for (int i = 0; i + 1 < grid.Masses.Length; i++)
        {
            double to = Math.Clamp(loss.BaseLoss(grid.At(i + 1)), low, high);
            double length = Math.Abs(to - from);
            int panels = (int)Math.Ceiling(length / longest);
            GaussLegendreRule rule = length < ShortPanel * longest ? ThreeNodes : SixNodes;
            double bottom = grid.At(i), half = 0.5 * length / panels, start = Math.Min(from, to);
            double mass = 0, upper = 0;
            for (int panel = 0; panel < panels; panel++)
            {
                double centre = start + (((2 * panel) + 1) * half);
                for (int node = 0; node < rule.Order; node++)
                {
                    (double density, double at) = loss.Density(centre + (half * rule.GetAbscissa(node)));
                    double part = half * rule.GetWeight(node) * density * MassUp;
                    mass += part;
                    upper += part * Fall(Math.Clamp(at - bottom, 0, grid.Interval));
                }
            }

            upper /= whole;
            grid.Masses[i] += Math.Max(0, mass - upper);
            grid.Masses[i + 1] += upper;
            from = to;
        }
    }

    /// <summary>Probability of the base losses of an interval.</summary>
    private static double Integral(DirectedLoss loss, double low, double high, double longest)
    {
        int panels = (int)Math.Ceiling((high - low) / longest);
        double half = 0.5 * (high - low) / panels, mass = 0;
        for (int panel = 0; panel < panels; panel++)
        {
            double centre = low + (((2 * panel) + 1) * half);
            for (int node = 0; node < SixNodes.Order; node++)
            {
                double at = centre + (half * SixNodes.GetAbscissa(node));
                mass += half * SixNodes.GetWeight(node) * loss.Density(at).Density * MassUp;
            }
        }

        return mass;
    }

    /// <summary>Puts the atoms on the grid; answers the probability of those above its end.</summary>
    private static double SpreadAtoms(DirectedLoss loss, double tail, GridLoss grid)
    {
        double whole = Fall(grid.Interval), above = 0;
        int last = grid.Masses.Length - 1;
        foreach (LossAtom atom in loss.Pair.Atoms(tail))
        {
            double mass = loss.Mass(atom.P, atom.Q), at = loss.Loss(atom.Loss);
            double position = ((at - grid.Offset) / grid.Interval) - grid.First;
            double nearest = Math.Round(position);
            // A loss of the lattice that the grid was made for is off by its rounding alone.
            double rounding = 1e-15 * (Math.Abs(at) + Math.Abs(grid.Offset)) / grid.Interval;
            if (Math.Abs(position - nearest) <= rounding && nearest >= 0 && nearest <= last)
            {
                grid.Masses[(int)nearest] += mass;
            }
            else if (position <= 0)
            {
                grid.Masses[0] += mass;
            }
            else if (position >= last)
            {
                above += mass;
            }
            else
            {
                int below = (int)position;
                double upper = mass * Fall(Math.Clamp(at - grid.At(below), 0, grid.Interval)) / whole;
                grid.Masses[below] += Math.Max(0, mass - upper);
                grid.Masses[below + 1] += upper;
            }
        }

        return above;
    }
}

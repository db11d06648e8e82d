namespace EdgeVitals.Privacy;

/// <summary>Worst pairs of the mechanisms for unit vectors: u against −u, the cap of u.</summary>
/// <remarks>
/// Both laws have two levels, e^ε apart: the cap of u (γ at least 0) has probability p under u and lies wholly outside
/// the cap of −u, where its share of the rest is q/(1 − q). All directions are alike, so u is the first axis.
/// </remarks>
internal static class VectorPairs
{
    /// <summary>The estimate lies in the cap: p against (1 − p) q/(1 − q).</summary>
    public static WorstPair OfPrivUnit(int dimension, Epsilon epsilon)
    {
        PrivUnit mechanism = PrivUnit.Create(dimension, epsilon);
        double p = mechanism.CapProbability, q = mechanism.CapMass;
        double height = mechanism.Gamma * mechanism.Norm;
        double[] unit = Axis(dimension, 1), opposite = Axis(dimension, -1);
        return new WorstPair
        {
            Mechanism = "privunit",
            Description = $"u against -u in {dimension} dimensions, the estimate lies in the cap of u",
            Claimed = epsilon,
            // In one dimension p itself is e^epsilon / (1 + e^epsilon), and 1 - p loses its digits.
            EpsilonExact = dimension == 1 ? epsilon.Value : Math.Log(p * (1 - q) / (q * (1 - p))),
            First = random => mechanism.Perturb(unit, random)[0] >= height,
            Second = random => mechanism.Perturb(opposite, random)[0] >= height,
            FirstProbability = p,
            SecondProbability = dimension == 1 ? p * Math.Exp(-epsilon.Value) : (1 - p) * q / (1 - q),
        };
    }

    /// <summary>The seed lies in the cap: its odds are those of the exponent that is sampled, 2^-28 below ε.</summary>
    public static WorstPair OfPrivUnitG(int dimension, Epsilon epsilon)
    {
        PrivUnitG mechanism = PrivUnitG.Create(dimension, epsilon);
        double exact = Math.ScaleB(mechanism.AcceptanceExponent, -PrivUnitG.ExponentBits);
        double first = mechanism.CapMass / (mechanism.CapMass + ((1 - mechanism.CapMass) * Math.Exp(-exact)));
        double[] unit = Axis(dimension, 1), opposite = Axis(dimension, -1);
        return new WorstPair
        {
            Mechanism = "privunitg",
            Description = $"u against -u in {dimension} dimensions, the seed lies in the cap of u",
            Claimed = epsilon,
            EpsilonExact = exact,
            First = random => mechanism.IsInCap(unit, mechanism.Perturb(unit, random)),
            Second = random => mechanism.IsInCap(unit, mechanism.Perturb(opposite, random)),
            FirstProbability = first,
            SecondProbability = first * Math.Exp(-exact),
        };
    }

    private static double[] Axis(int dimension, double sign)
    {
        double[] axis = new double[dimension];
        axis[0] = sign;
        return axis;
    }
}

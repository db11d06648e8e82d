namespace EdgeVitals.Privacy;

/// <summary>Worst pairs of the scalar mechanisms: x = 1 against x = −1.</summary>
/// <remarks>
/// Each law has only two levels whose ratio is e^ε (or its tail has), so the event below reaches e^ε exactly. The pages
/// of the mechanisms prove the laws.
/// </remarks>
internal static class ScalarPairs
{
    /// <summary>The sign: e^ε/(1 + e^ε) against 1/(1 + e^ε).</summary>
    public static WorstPair OfDuchi(Epsilon epsilon)
    {
        double power = Math.Exp(ExactOdds.Of(epsilon).Epsilon);
        return Of("duchi", Duchi.Create(epsilon), "the report is positive", y => y > 0,
            power / (1 + power), 1 / (1 + power));
    }

    /// <summary>The window of x = 1, which that of x = −1 does not touch.</summary>
    public static WorstPair OfPiecewise(Epsilon epsilon)
    {
        Piecewise mechanism = Piecewise.Create(epsilon);
        long from = WindowStart(mechanism);
        (double first, double second) = Window(mechanism);
        return Of("piecewise", mechanism, "the report lies in the window of 1", y => y >= from, first, second);
    }

    /// <summary>The window of x = 1, or Duchi's +B; alone the sign where Duchi is used alone.</summary>
    public static WorstPair OfHybrid(Epsilon epsilon)
    {
        Hybrid mechanism = Hybrid.Create(epsilon);
        Piecewise piecewise = Piecewise.Create(epsilon);
        double share = mechanism.PiecewiseShare, power = Math.Exp(ExactOdds.Of(epsilon).Epsilon);
        long from = WindowStart(piecewise);
        // B lies between two cells of Piecewise's grid; that Piecewise hits one of them has probability below 2^-30.
        long below = share == 0 ? 1 : (long)(Duchi.Create(epsilon).Unit / mechanism.Unit);
        (double first, double second) = Window(piecewise);
        return Of("hybrid", mechanism, "the report lies in the window of 1 or is +B",
            y => share == 0 ? y > 0 : y >= from || y == below || y == below + 1,
            (share * first) + ((1 - share) * power / (1 + power)),
            (share * second) + ((1 - share) / (1 + power)));
    }

    /// <summary>y at least the mean of x = 1: 1/(1 + a) against a^(Δ)/(1 + a) with a = e^(−1/t).</summary>
    public static WorstPair OfLaplace(Epsilon epsilon)
    {
        Laplace mechanism = Laplace.Create(epsilon);
        long steps = (long)Math.Round(1 / mechanism.Unit);
        double exact = 2 / mechanism.Scale;
        double hit = 1 / (1 + Math.Exp(-mechanism.Unit / mechanism.Scale));
        return Of("laplace", mechanism, "the report is at least the mean of 1", y => y >= steps,
            hit, hit * Math.Exp(-exact));
    }

    /// <summary>Every report that weighs as good as e^ε times more at x = 1 than at x = −1.</summary>
    public static WorstPair OfLpScalar(Epsilon epsilon)
    {
        LpScalar mechanism = LpScalar.Create(epsilon);
        // A value may occur more than once, and only the value is seen.
        Dictionary<long, (double First, double Second)> weights = [];
        for (int k = 0; k < mechanism.Reports.Count; k++)
        {
            (double first, double second) = weights.GetValueOrDefault(mechanism.Reports[k]);
            weights[mechanism.Reports[k]] =
                (first + mechanism.Weight(mechanism.Inputs - 1, k), second + mechanism.Weight(0, k));
        }

        // Reserves of the integer table are mixed into some reports and dilute their ratio a little.
        const double nearly = 0.999;
        double largest = weights.Values.Max(weight => weight.First / weight.Second);
        HashSet<long> chosen = [.. weights.Where(
            pair => pair.Value.First / pair.Value.Second >= Math.Pow(largest, nearly)).Select(pair => pair.Key)];
        double total = Math.ScaleB(1, ScalarTable.TotalBits);
        return Of("lp-scalar", mechanism, "the report weighs e^epsilon times more at 1", chosen.Contains,
            chosen.Sum(y => weights[y].First) / total, chosen.Sum(y => weights[y].Second) / total)
            with { EpsilonExact = Math.Log(largest) };
    }

    private static WorstPair Of(
        string name, IScalarMechanism mechanism, string what, Func<long, bool> isEvent, double first, double second) =>
        new()
        {
            Mechanism = name,
            Description = $"x = 1 against x = -1, {what}",
            Claimed = mechanism.Epsilon,
            EpsilonExact = Math.Log(first / second),
            First = random => isEvent(mechanism.Perturb(1, random)),
            Second = random => isEvent(mechanism.Perturb(-1, random)),
            FirstProbability = first,
            SecondProbability = second,
        };

    private static long WindowStart(Piecewise mechanism) => mechanism.Reach - (2 * Piecewise.WindowReach);

    private static (double First, double Second) Window(Piecewise mechanism)
    {
        double window = (2.0 * Piecewise.WindowReach) + 1;
        double rest = 2.0 * (mechanism.Reach - Piecewise.WindowReach);
        double power = Math.Exp(ExactOdds.Of(mechanism.Epsilon).Epsilon);
        double total = (window * power) + rest;
        return (window * power / total, window / total);
    }
}

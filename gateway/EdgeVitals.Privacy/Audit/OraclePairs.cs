namespace EdgeVitals.Privacy;

/// <summary>Worst pairs of the frequency oracles: category 0 against category 1.</summary>
/// <remarks>All categories are alike, so any two are a worst pair; each event has the ratio e^ε exactly.</remarks>
internal static class OraclePairs
{
    /// <summary>The report is category 0.</summary>
    public static WorstPair OfRandomisedResponse(int categories, Epsilon epsilon)
    {
        RandomisedResponse oracle = RandomisedResponse.Create(categories, epsilon);
        return Of("krr", oracle, "the report is 0", report => report == 0,
            oracle.TruthProbability, oracle.OtherProbability);
    }

    /// <summary>
    /// The permanent answer is 0: what someone learns in the end who sees every report for ever. The second stage has
    /// the same ε here and hides nothing from an audit that reads the store.
    /// </summary>
    public static WorstPair OfMemoised(int categories, Epsilon epsilon)
    {
        MemoisedResponse mechanism = MemoisedResponse.Create(categories, epsilon, epsilon);
        const string question = "audit";
        bool IsZero(int category, IRandomBytes random) => mechanism
            .Perturb(PermanentAnswers.Empty, question, category, random).Answers.Find(question) is { Answer: 0 };
        double first = mechanism.PlateauAccuracy;
        return new WorstPair
        {
            Mechanism = "memoised",
            Description = $"category 0 against category 1 of {categories}, the permanent answer is 0",
            Claimed = epsilon,
            EpsilonExact = ExactOdds.Of(epsilon).Epsilon,
            First = random => IsZero(0, random),
            Second = random => IsZero(1, random),
            FirstProbability = first,
            SecondProbability = first * Math.Exp(-ExactOdds.Of(epsilon).Epsilon),
        };
    }

    /// <summary>Bit 0 is set and bit 1 is not.</summary>
    public static WorstPair OfOptimisedUnary(int categories, Epsilon epsilon) =>
        OfUnary("oue", OptimisedUnaryEncoding.Create(categories, epsilon), 0.5);

    /// <summary>Bit 0 is set and bit 1 is not.</summary>
    public static WorstPair OfSymmetricUnary(int categories, Epsilon epsilon)
    {
        SymmetricUnaryEncoding oracle = SymmetricUnaryEncoding.Create(categories, epsilon);
        return OfUnary("sue", oracle, oracle.OtherProbability);
    }

    /// <summary>The reported value is the hash of 0, and 1 has another.</summary>
    public static WorstPair OfLocalHashing(int categories, Epsilon epsilon)
    {
        OptimisedLocalHashing oracle = OptimisedLocalHashing.Create(categories, epsilon);
        double apart = 1 - (1.0 / oracle.HashValues);
        // Not from 1 - p, which has lost its digits at a large epsilon.
        double other = oracle.TruthProbability * Math.Exp(-ExactOdds.Of(epsilon).Epsilon);
        return Of("olh", oracle, "the report is the hash of 0 and not of 1",
            report => oracle.Supports(report, 0) && !oracle.Supports(report, 1),
            oracle.TruthProbability * apart, other * apart);
    }

    /// <summary>The set holds 0 and not 1.</summary>
    public static WorstPair OfSubsetSelection(int categories, Epsilon epsilon)
    {
        SubsetSelection oracle = SubsetSelection.Create(categories, epsilon);
        // A set with 0 and without 1 is e^epsilon times as likely as one with 1 and without 0.
        double first = oracle.TruthProbability * (categories - oracle.SubsetSize) / (categories - 1.0);
        return Of("subset", oracle, "the set holds 0 and not 1",
            report => oracle.Supports(report, 0) && !oracle.Supports(report, 1),
            first, first * Math.Exp(-ExactOdds.Of(epsilon).Epsilon));
    }

    /// <summary>1 - p is given by itself: taken from p it has lost its digits at a large epsilon.</summary>
    private static WorstPair OfUnary(string name, IFrequencyOracle<UnaryReport> oracle, double oneLessTruth)
    {
        double p = oracle.TruthProbability, q = oracle.OtherProbability;
        return Of(name, oracle, "bit 0 is set and bit 1 is not",
            report => oracle.Supports(report, 0) && !oracle.Supports(report, 1), p * (1 - q), q * oneLessTruth);
    }

    private static WorstPair Of<TReport>(
        string name, IFrequencyOracle<TReport> oracle, string what, Func<TReport, bool> isEvent, double first,
        double second) => new()
        {
            Mechanism = name,
            Description = $"category 0 against category 1 of {oracle.Categories}, {what}",
            Claimed = oracle.Epsilon,
            EpsilonExact = Math.Log(first / second),
            First = random => isEvent(oracle.Perturb(0, random)),
            Second = random => isEvent(oracle.Perturb(1, random)),
            FirstProbability = first,
            SecondProbability = second,
        };
}

namespace EdgeVitals.Privacy;

/// <summary>
/// Subset selection: the report is a set of ω categories; sets with the true one are e^ε times as likely as the others.
/// </summary>
/// <remarks>
/// <para>Source: M. Ye, A. Barg, *Optimal Schemes for Discrete Distribution Estimation under Locally Differential
/// Privacy*, IEEE Trans. Information Theory 2018, Section III; S. Wang et al. 2016. ω is the better of the two whole
/// numbers beside k/(e^ε + 1), by the variance of a rare category.</para>
/// <para>Best or tied with the best of the five oracles at every k and ε up to the choice of ω. The page
/// Mechanisms/SubsetSelection.md holds the proof.</para>
/// </remarks>
public sealed class SubsetSelection : IFrequencyOracle<SubsetReport>
{
    private readonly ExactOdds _odds;

    private SubsetSelection(int categories, Epsilon epsilon)
    {
        Categories = FrequencyOracle.RequireCategories(categories);
        Epsilon = epsilon;
        _odds = ExactOdds.Of(epsilon);
        double ideal = categories / (Math.Exp(_odds.Epsilon) + 1);
        int below = Math.Clamp((int)ideal, 1, categories - 1);
        int above = Math.Clamp(below + 1, 1, categories - 1);
        SubsetSize = RareNVariance(above) < RareNVariance(below) ? above : below;
        (TruthProbability, OtherProbability) = Probabilities(SubsetSize);
    }

    /// <inheritdoc/>
    public Epsilon Epsilon { get; }

    /// <inheritdoc/>
    public int Categories { get; }

    /// <summary>ω, the number of categories in a report.</summary>
    public int SubsetSize { get; }

    /// <summary>p = ωe^ε/(ωe^ε + k − ω).</summary>
    public double TruthProbability { get; }

    /// <summary>q = (ω(ω − 1)e^ε + (k − ω)ω)/((k − 1)(ωe^ε + k − ω)).</summary>
    public double OtherProbability { get; }

    /// <summary>Makes the mechanism.</summary>
    /// <param name="categories">k, 2 to 65,536.</param>
    /// <param name="epsilon">ε, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">k or ε out of range.</exception>
    public static SubsetSelection Create(int categories, Epsilon epsilon) => new(categories, epsilon);

    /// <inheritdoc/>
    public SubsetReport Perturb(int category, IRandomBytes random)
    {
        FrequencyOracle.RequireCategory(category, Categories);
        ArgumentNullException.ThrowIfNull(random);
        BitSource bits = new(random);
        bool withTruth = _odds.Favours((ulong)SubsetSize, (ulong)(Categories - SubsetSize), ref bits);
        // Floyd's algorithm: a uniform subset of the k - 1 others without a table of them. It has omega members either
        // way, one of which gives its place to the true category: fewer draws would let the time say that it is in.
        HashSet<int> chosen = new(SubsetSize);
        for (int top = Categories - 1 - SubsetSize; top < Categories - 1; top++)
        {
            int pick = (int)ExactRandom.Below((ulong)top + 1, ref bits);
            if (!chosen.Add(pick))
            {
                chosen.Add(top);
            }
        }

        int[] report = [.. chosen.Select(other => other < category ? other : other + 1)];
        ref int place = ref report[ExactRandom.Below((ulong)SubsetSize, ref bits)];
        place = withTruth ? category : place;
        Array.Sort(report);
        return new SubsetReport(Categories, report);
    }

    /// <inheritdoc/>
    public bool Supports(SubsetReport report, int category)
    {
        Require(report);
        return report.Contains(FrequencyOracle.RequireCategory(category, Categories));
    }

    /// <inheritdoc/>
    /// <remarks>ω additions.</remarks>
    public void AddSupport(SubsetReport report, Span<long> counts)
    {
        Require(report);
        FrequencyOracle.RequireCounts(counts, Categories);
        foreach (int category in report.Chosen)
        {
            counts[category]++;
        }
    }

    private void Require(SubsetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Categories != Categories || report.Chosen.Count != SubsetSize)
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "report",
                $"holds {report.Chosen.Count} of {report.Categories} categories and not {SubsetSize} of {Categories}");
        }
    }

    private double RareNVariance(int size)
    {
        (double truth, double other) = Probabilities(size);
        return FrequencyOracle.NVariance(truth, other, 0);
    }

    private (double Truth, double Other) Probabilities(int size)
    {
        // Both are divided by e^ε, which leaves nothing to overflow.
        double inverse = Math.Exp(-_odds.Epsilon), k = Categories, omega = size;
        double total = omega + ((k - omega) * inverse);
        double other = ((omega * (omega - 1)) + ((k - omega) * omega * inverse)) / ((k - 1) * total);
        return (omega / total, other);
    }
}

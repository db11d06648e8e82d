namespace EdgeVitals.Privacy;

/// <summary>
/// Two-stage randomised response for a question that is asked again and again: a permanent answer is drawn once for a
/// wearer and question, and each report is a fresh randomised response to that answer. However many reports are seen,
/// they say no more than the permanent answer does.
/// </summary>
/// <remarks>
/// <para>Source: Ú. Erlingsson, V. Pihur, A. Korolova, *RAPPOR*, CCS 2014, Sections 2 and 3.2, with k-ary responses in
/// place of bits.</para>
/// <para>The library keeps nothing: the caller stores <see cref="PermanentAnswers"/> and gives it back, and losing it
/// means a second permanent answer and a second ε. The page Mechanisms/MemoisedResponse.md holds the proof.</para>
/// </remarks>
public sealed class MemoisedResponse
{
    private readonly RandomisedResponse _permanent;
    private readonly RandomisedResponse _instantaneous;

    private MemoisedResponse(int categories, Epsilon permanent, Epsilon instantaneous)
    {
        _permanent = RandomisedResponse.Create(categories, permanent);
        _instantaneous = RandomisedResponse.Create(categories, instantaneous);
    }

    /// <summary>k.</summary>
    public int Categories => _permanent.Categories;

    /// <summary>ε∞: the cost of all reports together, of any number of them.</summary>
    public Epsilon LongitudinalEpsilon => _permanent.Epsilon;

    /// <summary>The ε of the second stage alone: how well a single report hides the permanent answer.</summary>
    public Epsilon InstantaneousEpsilon => _instantaneous.Epsilon;

    /// <summary>
    /// ln(p/q) of one report, never rounded down: what someone learns who sees only one; below both others.
    /// </summary>
    /// <remarks>
    /// ln(1 + (p − q)/q), so that nothing cancels at a small ε. Some 20 roundings lead to it, each of at most 2^-53 of
    /// the value; 2^-48 of it is added.
    /// </remarks>
    public double SingleReportEpsilon => LogSpace.Log1P(Gain / OtherProbability) * (1 + Math.ScaleB(1, -48));

    /// <summary>Probability that a report is the wearer's own category.</summary>
    public double TruthProbability =>
        (_permanent.TruthProbability * _instantaneous.TruthProbability)
        + ((Categories - 1) * _permanent.OtherProbability * _instantaneous.OtherProbability);

    /// <summary>Probability that a report is one given other category.</summary>
    /// <remarks>Summed over the permanent answers: the rest 1 − p would lose its digits at a large ε.</remarks>
    public double OtherProbability =>
        (_permanent.TruthProbability * _instantaneous.OtherProbability)
        + (_permanent.OtherProbability
            * (_instantaneous.TruthProbability + ((Categories - 2) * _instantaneous.OtherProbability)));

    /// <summary>
    /// e^ε∞/(e^ε∞ + k − 1): how often someone who has seen every report for ever, and holds all categories for equally
    /// likely, names the true one.
    /// </summary>
    public double PlateauAccuracy => _permanent.TruthProbability;

    /// <summary>p − q, the product of both stages' p − q.</summary>
    private double Gain => _permanent.Gain * _instantaneous.Gain;

    /// <summary>Makes the mechanism.</summary>
    /// <param name="categories">k, 2 to 65,536.</param>
    /// <param name="permanent">ε∞, 1e-6 to 32.</param>
    /// <param name="instantaneous">ε of one report about the permanent answer, 1e-6 to 32.</param>
    /// <exception cref="PrivacyException">k or an ε out of range.</exception>
    public static MemoisedResponse Create(int categories, Epsilon permanent, Epsilon instantaneous) =>
        new(categories, permanent, instantaneous);

    /// <summary>One report, and the store with the permanent answer in it.</summary>
    /// <param name="answers">The wearer's store so far.</param>
    /// <param name="question">Which question, a name that never means anything else later.</param>
    /// <param name="category">
    /// The true category, 0 to k − 1. It counts only where no permanent answer stands: a later change is not reported,
    /// because every further permanent answer would cost ε∞ again. Ask anew under another name, and charge it.
    /// </param>
    /// <param name="random">Uniform bytes.</param>
    /// <returns>The report, and the store to keep before the report leaves.</returns>
    /// <exception cref="PrivacyException">
    /// The question has no name, the category is none, or the permanent answer was drawn with another k or ε∞.
    /// </exception>
    public (int Report, PermanentAnswers Answers) Perturb(
        PermanentAnswers answers, string question, int category, IRandomBytes random)
    {
        ArgumentNullException.ThrowIfNull(answers);
        PermanentAnswers.RequireQuestion(question);
        FrequencyOracle.RequireCategory(category, Categories);
        PermanentAnswer? standing = answers.Find(question);
        if (standing is null)
        {
            standing = new PermanentAnswer(
                question, Categories, LongitudinalEpsilon.Value, _permanent.Perturb(category, random));
            answers = new PermanentAnswers([.. answers.Entries, standing]);
        }
        else if (standing.Categories != Categories || standing.Epsilon != LongitudinalEpsilon.Value)
        {
            throw new PrivacyException(PrivacyFault.OutsideDomain, "permanent answer",
                $"of '{question}' was drawn with k = {standing.Categories} and epsilon {standing.Epsilon:R}, not with "
                + $"k = {Categories} and epsilon {LongitudinalEpsilon}");
        }

        return (_instantaneous.Perturb(standing.Answer, random), answers);
    }

    /// <summary>Unbiased frequency of a category among n wearers who report once each.</summary>
    /// <param name="count">Reports of the category, 0 to n.</param>
    /// <param name="reports">n, fixed beforehand.</param>
    /// <exception cref="PrivacyException">n below 1, or a count outside 0 to n.</exception>
    public FrequencyEstimate Estimate(long count, long reports) =>
        FrequencyOracle.Estimate(TruthProbability, OtherProbability, Gain, count, reports);
}

namespace EdgeVitals.Privacy;

/// <summary>What one audited run proves.</summary>
/// <param name="Counts">Canaries, guesses and right guesses.</param>
/// <param name="Accuracy">Clopper-Pearson interval of the share of right guesses, at the same confidence.</param>
/// <param name="EpsilonLower">Lower bound of ε at δ: the true one is above it with the confidence.</param>
/// <param name="EpsilonLowerOfGaussian">The bound for a pipeline whose only noise is Gaussian, mostly more; null at δ = 0,
/// where no Gaussian is private.</param>
/// <param name="Confidence">1 less the significance, of each bound by itself.</param>
/// <param name="Delta">δ for which the bounds hold.</param>
public sealed record OneRunResult(
    OneRunCounts Counts,
    RateInterval Accuracy,
    double EpsilonLower,
    double? EpsilonLowerOfGaussian,
    double Confidence,
    double Delta)
{
    internal static OneRunResult Of(OneRunCounts counts, double significance, double delta) => new(
        counts,
        ClopperPearson.Interval(counts.Right, counts.Guesses, significance),
        OneRunBound.EpsilonLower(counts, significance, delta),
        delta == 0 ? null : OneRunBound.EpsilonLowerOfGaussian(counts, significance, Privacy.Delta.From(delta)),
        1 - significance,
        delta);
}

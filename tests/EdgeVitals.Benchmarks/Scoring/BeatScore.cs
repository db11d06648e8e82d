namespace EdgeVitals.Benchmarks.Scoring;

/// <summary>What came of beats held against reference beats.</summary>
/// <param name="TruePositives">Reference beats that were found.</param>
/// <param name="FalsePositives">Found beats without a reference beat.</param>
/// <param name="FalseNegatives">Reference beats that were not found.</param>
internal readonly record struct BeatScore(int TruePositives, int FalsePositives, int FalseNegatives)
{
    /// <summary>Reference beats.</summary>
    public int Beats => TruePositives + FalseNegatives;

    /// <summary>Sensitivity, %: found reference beats of all reference beats; NaN without any.</summary>
    public double Sensitivity => Percent(TruePositives, Beats);

    /// <summary>Positive predictive value, %: found beats that are beats; NaN when none was found.</summary>
    public double PositivePredictivity => Percent(TruePositives, TruePositives + FalsePositives);

    /// <summary>Gross figure of two records: their counts added, so that a record weighs by its beats (EC57's "gross",
    /// not its "average").</summary>
    public static BeatScore operator +(BeatScore a, BeatScore b) => new(a.TruePositives + b.TruePositives,
        a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives);

    private static double Percent(int part, int whole) => whole > 0 ? 100.0 * part / whole : double.NaN;
}

namespace EdgeVitals.Gateway.Anomaly;

/// <summary>What one model says of one day of one wearer.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Score">Its score.</param>
/// <param name="Threshold">The wearer's own limit: median and three deviations of the scores of the baseline's days.
/// </param>
/// <param name="Contributions">How much the score falls when a feature is taken back to normal, by feature.</param>
public sealed record AnomalyScore(string Model, double Score, double Threshold, double[] Contributions)
{
    /// <summary>Score over threshold; 1 is the limit.</summary>
    public double Ratio => Threshold > 0 ? Score / Threshold : 0;

    /// <summary>True above the wearer's own limit.</summary>
    public bool IsUnusual => Ratio > 1;

    /// <summary>Scores a day and calibrates on the days of the same wearer's baseline.</summary>
    /// <param name="model">The model.</param>
    /// <param name="standardised">The day.</param>
    /// <param name="baselineDays">At least one day of the baseline, standardised.</param>
    public static AnomalyScore Of(IDayModel model, double[] standardised, IReadOnlyList<double[]> baselineDays)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(standardised);
        ArgumentNullException.ThrowIfNull(baselineDays);
        double score = model.Score(standardised);
        double[] contributions = new double[standardised.Length];
        for (int i = 0; i < contributions.Length; i++)
        {
            double[] without = [.. standardised];
            without[i] = 0;
            contributions[i] = score - model.Score(without);
        }
        return new AnomalyScore(model.Name, score, Calibrate(model, baselineDays), contributions);
    }

    private static double Calibrate(IDayModel model, IReadOnlyList<double[]> baselineDays)
    {
        double[] scores = [.. baselineDays.Select(d => model.Score(d)).Order()];
        double median = Middle(scores);
        double[] deviations = [.. scores.Select(s => Math.Abs(s - median)).Order()];
        // 1.4826 makes the median deviation a standard deviation; three of them leave few healthy days above.
        return median + (3 * 1.4826 * Middle(deviations));
    }

    private static double Middle(double[] sorted) => sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
        : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}

/// <summary>All models' scores of one wearer.</summary>
/// <param name="WearerId">Whose.</param>
/// <param name="Day">Which day, days since 1970-01-01.</param>
/// <param name="Scores">One a model; empty without baseline.</param>
public sealed record WearerScores(string WearerId, int Day, IReadOnlyList<AnomalyScore> Scores);

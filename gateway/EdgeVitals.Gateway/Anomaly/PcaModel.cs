using EdgeVitals.Signals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EdgeVitals.Gateway.Anomaly;

/// <summary>
/// ML.NET's randomised PCA over standardised days. Its Score is the share of a day that the subspace does not explain;
/// its PredictedLabel and its threshold of 0.5 mean nothing here (dotnet/machinelearning issue 3990), so only Score
/// is read and every threshold is calibrated on the wearer's own days.
/// </summary>
public sealed class PcaModel : IDayModel
{
    /// <summary>Directions that count as normal: three of six, well below the dimension, for at full rank nothing
    /// would be left to score.</summary>
    public const int Rank = 3;

    /// <summary>Fewest days that make a model of one's own: three a coordinate and two to spare.</summary>
    public const int MinimumRows = 20;

    private readonly PredictionEngine<Day, Verdict> _engine;
    private readonly Lock _gate = new();

    private PcaModel(PredictionEngine<Day, Verdict> engine, string name)
    {
        _engine = engine;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Trains on days; the mean is learnt, for the days of a real wearer are not centred.</summary>
    public static PcaModel Train(IReadOnlyList<double[]> days, string name) => Fit(days, name, ensureZeroMean: true);

    /// <summary>
    /// Makes a real ML.NET model of a subspace that came as numbers: fitted to its sigma points ±√λ v, whose second
    /// moment is the covariance itself. The mean must not be learnt, or it would come out scaled by (n+1)/n.
    /// </summary>
    public static PcaModel FromSigmaPoints(IReadOnlyList<double[]> points, string name) =>
        Fit(points, name, ensureZeroMean: false);

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<double> standardised)
    {
        var day = new Day { Features = ToSingle(standardised) };
        lock (_gate)
        {
            return _engine.Predict(day).Score;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private static PcaModel Fit(IReadOnlyList<double[]> days, string name, bool ensureZeroMean)
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(days.Select(d => new Day { Features = ToSingle(d) }));
        ITransformer model = context.AnomalyDetection.Trainers
            .RandomizedPca(nameof(Day.Features), rank: Rank, ensureZeroMean: ensureZeroMean, seed: 1).Fit(data);
        return new PcaModel(context.Model.CreatePredictionEngine<Day, Verdict>(model), name);
    }

    private static float[] ToSingle(ReadOnlySpan<double> day)
    {
        if (day.Length != DailyFeatures.Dimension)
        {
            throw new ArgumentException($"A day has {DailyFeatures.Dimension} features.", nameof(day));
        }
        float[] single = new float[day.Length];
        for (int i = 0; i < single.Length; i++)
        {
            single[i] = (float)day[i];
        }
        return single;
    }

    private sealed class Day
    {
        [VectorType(DailyFeatures.Dimension)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Verdict
    {
        public float Score { get; set; }
    }
}

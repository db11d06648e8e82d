using EdgeVitals.Signals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EdgeVitals.Gateway.Anomaly;

/// <summary>
/// ML.NET's randomised PCA over standardised days. Its Score is √((‖x‖² − ‖Ux‖²) / ‖x‖²), the share of a day that the
/// subspace does not explain, so that a quiet day full of noise would score like an illness; times ‖x‖ it is the length
/// of the residual, in deviations, and that is what is answered here. Its PredictedLabel and its threshold of 0.5 mean
/// nothing (dotnet/machinelearning issue 3990): every threshold is calibrated on the wearer's own days.
/// </summary>
public sealed class PcaModel : IDayModel
{
    /// <summary>Directions that count as normal: three of six, well below the dimension, for at full rank nothing
    /// would be left to score.</summary>
    public const int Rank = 3;

    /// <summary>Fewest days that make a model of one's own: three a coordinate and two to spare.</summary>
    public const int MinimumRows = 20;

    private readonly PredictionEngine<Day, Verdict> _engine;
    private readonly double[] _mean;
    private readonly Lock _gate = new();

    private PcaModel(PredictionEngine<Day, Verdict> engine, double[] mean, string name)
    {
        _engine = engine;
        _mean = mean;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>
    /// Whether there is enough to train on: enough days, and more features that vary than directions to learn. While a
    /// month of backfill arrives channel by channel, or at a site whose devices measure few things, there may not be.
    /// </summary>
    public static bool Suffices(IReadOnlyList<double[]> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        return days.Count >= MinimumRows && Varying(days) > Rank;
    }

    /// <summary>Trains on days about their mean, for the days of a real wearer are not centred. The mean is taken here
    /// and not by the trainer, because the length of a residual needs it and the trained model keeps it to itself.
    /// </summary>
    public static PcaModel Train(IReadOnlyList<double[]> days, string name)
    {
        ArgumentNullException.ThrowIfNull(days);
        double[] mean = new double[DailyFeatures.Dimension];
        foreach (double[] day in days)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += day[i] / days.Count;
            }
        }
        return Fit([.. days, .. Everywhere(mean)], mean, name);
    }

    /// <summary>
    /// Makes a real ML.NET model of a subspace that came as numbers: fitted to its sigma points ±√λ v, whose second
    /// moment is the covariance itself. The mean must not be learnt, or it would come out scaled by (n+1)/n.
    /// </summary>
    public static PcaModel FromSigmaPoints(IReadOnlyList<double[]> points, string name) =>
        Fit(points, new double[DailyFeatures.Dimension], name);

    /// <inheritdoc/>
    public double Score(ReadOnlySpan<double> standardised)
    {
        float[] centred = Centre(standardised, _mean);
        double squares = 0;
        foreach (float part in centred)
        {
            squares += (double)part * part;
        }
        if (squares == 0)
        {
            return 0; // the share of nothing is not a number
        }
        lock (_gate)
        {
            return _engine.Predict(new Day { Features = centred }).Score * Math.Sqrt(squares);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    /// <summary>
    /// A point a tenth of a deviation to either side of the mean along each feature. A clinic without thermometers has
    /// a feature that never moves, and the trainer ends in NaN where the days leave out a direction altogether; these
    /// points are far too close to the mean to turn a subspace that the days do fill.
    /// </summary>
    private static IEnumerable<double[]> Everywhere(double[] mean)
    {
        for (int i = 0; i < 2 * mean.Length; i++)
        {
            double[] point = [.. mean];
            point[i / 2] += i % 2 == 0 ? 0.1 : -0.1;
            yield return point;
        }
    }

    private static PcaModel Fit(IReadOnlyList<double[]> days, double[] mean, string name)
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(days.Select(d => new Day { Features = Centre(d, mean) }));
        ITransformer model = context.AnomalyDetection.Trainers
            .RandomizedPca(nameof(Day.Features), rank: Rank, ensureZeroMean: false, seed: 1).Fit(data);
        return new PcaModel(context.Model.CreatePredictionEngine<Day, Verdict>(model), mean, name);
    }

    /// <summary>Features that are not the same on every day; with no more than <see cref="Rank"/> of them the subspace
    /// explains every day and says nothing.</summary>
    private static int Varying(IReadOnlyList<double[]> days) => Enumerable.Range(0, DailyFeatures.Dimension)
        .Count(feature => days.Any(day => day[feature] != days[0][feature]));

    private static float[] Centre(ReadOnlySpan<double> day, double[] mean)
    {
        if (day.Length != mean.Length)
        {
            throw new ArgumentException($"A day has {mean.Length} features.", nameof(day));
        }
        float[] centred = new float[day.Length];
        for (int i = 0; i < centred.Length; i++)
        {
            centred[i] = (float)(day[i] - mean[i]);
        }
        return centred;
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

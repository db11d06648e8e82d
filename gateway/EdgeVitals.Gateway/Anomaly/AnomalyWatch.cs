using System.Diagnostics;
using EdgeVitals.Gateway.Pairing;
using EdgeVitals.Gateway.Wearers;

namespace EdgeVitals.Gateway.Anomaly;

/// <summary>
/// Once a day of the clinic's clock, and when a model changes, trains on this gateway's own days and scores each
/// wearer's last complete day. It runs beside the frame path, never in it.
/// </summary>
public sealed class AnomalyWatch(
    AnomalyModels models, WearerBoard board, PairingBook pairing, Projection projection, GatewayOptions options,
    ILogger<AnomalyWatch> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private volatile IReadOnlyDictionary<string, WearerScores> _scores = new Dictionary<string, WearerScores>();
    private volatile bool _modelChanged;
    private int _trainedDay = int.MinValue;
    private long _trainedFrames;
    private (int Day, int Stage) _scored = (int.MinValue, 0);

    /// <summary>Newest scores by wearer.</summary>
    public IReadOnlyDictionary<string, WearerScores> Scores => _scores;

    /// <summary>Trains when the day is new, scores when anything is new; answers whether there was something to do.
    /// </summary>
    public bool Run()
    {
        long now = UtcMicros.Now(options.Time);
        int today = UtcMicros.Day(now);
        // A first month of backfill arrives wearer by wearer: twice the data is worth a new model on the same day.
        long frames = projection.Frames;
        bool trained = (today != _trainedDay || frames >= 2 * _trainedFrames) && Train(today);
        _trainedFrames = trained ? frames : _trainedFrames;
        // The last hour of a day arrives after midnight, and a device that was away over night by the morning.
        long hour = now % UtcMicros.PerDay / UtcMicros.PerHour;
        (int, int) stage = (today, hour < 1 ? 0 : hour < 6 ? 1 : 2);
        if (!trained && !_modelChanged && stage == _scored)
        {
            return false;
        }
        _modelChanged = false;
        _scored = stage;
        _scores = pairing.Wearers.Select(w => Score(w.Id, today - 1)).ToDictionary(s => s.WearerId);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await projection.Rebuilt.WaitAsync(stoppingToken).ConfigureAwait(false);
        models.Changed += () => _modelChanged = true;
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        do
        {
            try
            {
                Run();
            }
#pragma warning disable CA1031 // A loop's top: a model that cannot be trained today must not end monitoring.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                GatewayLog.LoopFailed(log, exception, "anomaly");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private bool Train(int today)
    {
        List<double[]> days = [.. pairing.Wearers.SelectMany(w => board.BaselineDays(w.Id, today))];
        if (!PcaModel.Suffices(days))
        {
            return false;
        }
        long started = Stopwatch.GetTimestamp();
        models.UseOwn(PcaModel.Train(days, "own subspace"));
        _trainedDay = today;
        GatewayLog.ModelTrained(log, days.Count, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return true;
    }

    private WearerScores Score(string wearerId, int day)
    {
        JudgedDay? judged = board.Judge(wearerId, day);
        List<double[]> baseline = board.BaselineDays(wearerId, day);
        return new WearerScores(wearerId, day, judged is { HasData: true, HasBaseline: true } && baseline.Count > 0
            ? models.Score(judged.Standardised, baseline) : []);
    }
}

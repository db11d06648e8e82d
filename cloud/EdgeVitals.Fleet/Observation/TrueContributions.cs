using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Federated;
using EdgeVitals.Signals;

namespace EdgeVitals.Fleet.Observation;

/// <summary>A wearer as the emulator knows it.</summary>
/// <param name="Person">The hourly truth.</param>
/// <param name="FirstHour">First hour that was sent, hours since 1970.</param>
/// <param name="Consents">Whether the wearer has agreed to take part.</param>
/// <param name="ChipsFromHour">
/// Hour from which emulated chips measure the wearer, who then has no steps of the day, since those of a window stand for
/// no hour; none for a feature-level wearer.
/// </param>
public sealed record TrueWearer(FeatureWearer Person, int FirstHour, bool Consents, int? ChipsFromHour = null);

/// <summary>
/// The sums that the gateways should have started from, computed from the emulator's truth and never from what a
/// gateway stored or said.
/// </summary>
public sealed class TrueContributions
{
    private readonly Dictionary<string, IReadOnlyList<TrueWearer>> _wearers = [];

    // A day is asked for by its own round and by every later baseline; the truth about it does not change.
    private readonly Dictionary<(TrueWearer Wearer, int Day), DayFeatures> _days = new(DayComparer.Instance);

    /// <summary>Says who wears what under a gateway's pseudonym.</summary>
    public void Add(string gateway, IReadOnlyList<TrueWearer> wearers) => _wearers[gateway] = wearers;

    /// <summary>The sum before noise, grid units; null for a gateway that nobody knows.</summary>
    public long[]? Sum(string gateway, TaskDefinition task, int day)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!_wearers.TryGetValue(gateway, out IReadOnlyList<TrueWearer>? wearers)) return null;
        long[] sum = new long[task.Dimension];
        foreach (TrueWearer wearer in wearers.Where(w => w.Consents))
        {
            long[] own = Encode(task, wearer, day);
            for (int i = 0; i < sum.Length; i++) sum[i] += own[i];
        }

        return sum;
    }

    private long[] Encode(TaskDefinition task, TrueWearer wearer, int day)
    {
        (int first, int last) = Baseline.WindowFor(day);
        List<double[]> days = [];
        for (int d = Math.Max(first, wearer.FirstHour / 24); d <= last; d++) days.Add(Features(wearer, d).Values);
        if (days.Count == 0) return new long[task.Dimension];
        Baseline baseline = Baseline.From(days);
        if (!baseline.IsReady) return new long[task.Dimension];
        DayFeatures features = Features(wearer, day);
        double[] standardised = baseline.Standardise(features.Values);
        return task.Kind switch
        {
            TaskKind.SecondMoment => ContributionEncoder.SecondMoment(task, standardised).Vector,
            TaskKind.Indicators => ContributionEncoder.Indicators(
                task, Indicators.Compute(features.WornMinutes, standardised, features.Values)).Vector,
            _ => throw new InvalidOperationException($"Task kind {task.Kind} is unknown."),
        };
    }

    private DayFeatures Features(TrueWearer wearer, int day)
    {
        if (!_days.TryGetValue((wearer, day), out DayFeatures? features))
        {
            _days[(wearer, day)] = features = Measured(wearer, day);
        }

        return features;
    }

    private static DayFeatures Measured(TrueWearer wearer, int day)
    {
        List<FeatureBin> heart = [], spo2 = [], temperature = [], respiration = [], steps = [];
        for (int hour = Math.Max(day * 24, wearer.FirstHour); hour < (day + 1) * 24; hour++)
        {
            HourlyTruth truth = wearer.Person.At(hour);
            if (!truth.Worn) continue;
            Add(heart, hour, truth.HeartRate / 10.0);
            Add(spo2, hour, truth.SpO2 / 10.0);
            Add(temperature, hour, truth.BodyTemperature / 1000.0);
            Add(respiration, hour, truth.RespiratoryRate / 10.0);
            if (hour >= wearer.ChipsFromHour) continue;
            Add(steps, hour, truth.Steps);
        }

        return DailyFeatures.Compute(day, new DailyBins
        {
            HeartRate = heart, SpO2 = spo2, BodyTemperature = temperature, RespiratoryRate = respiration, Steps = steps,
        });
    }

    private static void Add(List<FeatureBin> bins, int hour, double value) =>
        bins.Add(new FeatureBin(hour * 60L, 60, 1, value, value, value, 100));

    /// <summary>A wearer is the same as itself only: records would compare every member at each look-up.</summary>
    private sealed class DayComparer : IEqualityComparer<(TrueWearer Wearer, int Day)>
    {
        public static readonly DayComparer Instance = new();

        public bool Equals((TrueWearer Wearer, int Day) a, (TrueWearer Wearer, int Day) b) =>
            ReferenceEquals(a.Wearer, b.Wearer) && a.Day == b.Day;

        public int GetHashCode((TrueWearer Wearer, int Day) key) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Wearer), key.Day);
    }
}

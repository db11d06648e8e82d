using EdgeVitals.Signals;

namespace EdgeVitals.Gateway.Wearers;

/// <summary>Bins of one channel of one wearer, by UTC day, sorted by start within the day. Not thread-safe: its
/// wearer's lock is held.</summary>
internal sealed class Series
{
    private const int MinutesPerDay = 1440;
    private readonly SortedDictionary<int, List<FeatureBin>> _days = [];

    /// <summary>Adds bins and names the days that changed.</summary>
    public void Add(List<FeatureBin> bins, HashSet<int> changed)
    {
        foreach (FeatureBin bin in bins)
        {
            int day = (int)Math.Floor(bin.StartMinute / (double)MinutesPerDay);
            if (!_days.TryGetValue(day, out List<FeatureBin>? list))
            {
                list = [];
                _days[day] = list;
            }
            Insert(list, bin);
            changed.Add(day);
        }
    }

    /// <summary>Bins of a day; empty when there are none.</summary>
    public IReadOnlyList<FeatureBin> Day(int day) => _days.TryGetValue(day, out List<FeatureBin>? list) ? list : [];

    /// <summary>Forgets days before the given one.</summary>
    public void Trim(int firstDay)
    {
        while (_days.Count > 0 && _days.Keys.First() is int day && day < firstDay)
        {
            _days.Remove(day);
        }
    }

    private static void Insert(List<FeatureBin> list, FeatureBin bin)
    {
        int at = list.Count;
        while (at > 0 && Order(list[at - 1], bin) > 0)
        {
            at--;
        }
        if (at > 0 && Order(list[at - 1], bin) == 0)
        {
            list[at - 1] = FeatureBin.Merge(list[at - 1], bin);
        }
        else
        {
            list.Insert(at, bin);
        }
    }

    private static int Order(FeatureBin a, FeatureBin b) => a.StartMinute != b.StartMinute
        ? a.StartMinute.CompareTo(b.StartMinute) : a.Minutes.CompareTo(b.Minutes);
}

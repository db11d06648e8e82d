using EdgeVitals.Federated;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>The virtual clock of a demonstration and the hours that follow from it.</summary>
internal sealed class DemoClock
{
    private readonly DemoOptions _options;
    private readonly HeldTime _held = new();

    public DemoClock(DemoOptions options)
    {
        _options = options;
        Time = new RehearsalClock(options.Scale, _held.GetUtcNow(), options.Start, _held);
    }

    public RehearsalClock Time { get; }

    public string Banner => $"{Time.Banner} — simulated wearers, same gate, ledger and noise as in production";

    /// <summary>First hour of the history, hours since 1970.</summary>
    public int HistoryHour => StartHour - (_options.HistoryDays * 24);

    /// <summary>Hour at which virtual time starts.</summary>
    public int StartHour => (int)(_options.Start.ToUnixTimeSeconds() / 3600);

    /// <summary>The current hour; the one before is complete.</summary>
    public int NowHour => (int)(Time.GetUtcNow().ToUnixTimeSeconds() / 3600);

    /// <summary>Virtual days since the start.</summary>
    public double Days => (Time.GetUtcNow() - _options.Start).TotalDays;

    /// <summary>Lets virtual time pass.</summary>
    public void Release() => _held.Release();

    /// <summary>UTC of an hour.</summary>
    public static DateTimeOffset At(int hour) => DateTimeOffset.UnixEpoch.AddHours(hour);
}

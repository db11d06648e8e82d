using EdgeVitals.Fleet.Demonstration;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Fleet.Terminal;

/// <summary>One line every ten seconds on standard error, so that standard output stays free for JSON.</summary>
public sealed class PlainView : IDemoView
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private string _step = "";

    /// <inheritdoc/>
    public LogLevel LogLevel => LogLevel.Warning;

    /// <inheritdoc/>
    public void Progress(string step, double share)
    {
        if (step == _step && share < 1) return;
        _step = step;
        Console.Error.WriteLine(share < 1 ? $"{step} ..." : $"{step}: done");
    }

    /// <inheritdoc/>
    public async Task ShowAsync(Func<DemoSnapshot> snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        DemoSnapshot first = snapshot();
        Console.Error.WriteLine(first.Banner);
        foreach ((string title, string link) in first.Pages) Console.Error.WriteLine($"{title}: {link}");
        using var tick = new PeriodicTimer(Every, TimeProvider.System);
        try
        {
            while (await tick.WaitForNextTickAsync(cancellationToken)) Console.Error.WriteLine(Line(snapshot()));
        }
        catch (OperationCanceledException)
        {
            // The end of the demonstration's time.
        }
    }

    /// <inheritdoc/>
    public void Conclude(DemoSummary summary) => Console.Error.WriteLine(summary);

    private static string Line(DemoSnapshot now) =>
        $"{now.VirtualTime:yyyy-MM-dd HH:mm}  {now.Summary.Wearers} wearers, {now.FramesPerSecond:0} frames/s, "
        + $"{now.Summary.Alarms} alarms, {now.Summary.RoundsPublished} rounds, "
        + $"{now.Summary.ModelsLoaded} models loaded, ε ≤ {now.Summary.EpsilonSpentMax:0.00}, "
        + $"{now.Summary.UplinkViolations} violations  {now.Estimate}";
}

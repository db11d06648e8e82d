using System.Text.Json;
using EdgeVitals.Fleet.Terminal;

namespace EdgeVitals.Fleet.Demonstration;

/// <summary>The verb <c>demo</c>: start, show, sum up, judge.</summary>
internal static class DemoCommand
{
    /// <summary>Runs a demonstration until its time is over or it is stopped.</summary>
    /// <returns>0 when everything was shown, 1 when something was not.</returns>
    public static async Task<int> RunAsync(DemoOptions options, bool json, CancellationToken cancellationToken)
    {
        // The view needs a terminal to draw on; without one, plain lines say the same.
        IDemoView view = options.Headless || Console.IsOutputRedirected || json ? new PlainView() : new LiveView();
        DemoSummary summary;
        await using (var demonstration = new Demonstration(options, view))
        {
            await demonstration.StartAsync(cancellationToken);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (options.For is TimeSpan time) end.CancelAfter(time);
            await view.ShowAsync(demonstration.Snapshot, end.Token);
            summary = await demonstration.FinishAsync();
        }

        foreach (Replay.ReplayResult replay in summary.Recordings ?? []) Console.Error.WriteLine(replay);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(summary, JsonSerializerOptions.Web));
        else view.Conclude(summary);
        string[] shortfalls = [.. summary.Shortfalls()];
        // A person who stops the demonstration early has not failed anything.
        if (options.For is null) return FleetCommands.Done;
        foreach (string shortfall in shortfalls) Console.Error.WriteLine($"edgevitals-fleet: {shortfall}");
        return shortfalls.Length == 0 ? FleetCommands.Done : FleetCommands.Failed;
    }
}

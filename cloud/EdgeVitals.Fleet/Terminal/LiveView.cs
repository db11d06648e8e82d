using EdgeVitals.Fleet.Demonstration;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EdgeVitals.Fleet.Terminal;

/// <summary>The live terminal: what moves, what it cost, and where to look.</summary>
public sealed class LiveView : IDemoView
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private string _step = "";

    /// <inheritdoc/>
    public LogLevel LogLevel => LogLevel.Error;

    /// <inheritdoc/>
    public void Progress(string step, double share)
    {
        if (step != _step) AnsiConsole.WriteLine();
        _step = step;
        const int width = 30;
        int full = (int)(share * width);
        // Back to the start of the line and clear it, so that the bar moves instead of scrolling.
        AnsiConsole.Write(new ControlCode("\r\u001b[2K"));
        AnsiConsole.Markup(
            $"[grey]{Markup.Escape(step),-32}[/] [green]{new string('━', full)}[/]"
            + $"[grey]{new string('━', width - full)}[/] {share,4:P0}");
    }

    /// <inheritdoc/>
    public async Task ShowAsync(Func<DemoSnapshot> snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        AnsiConsole.WriteLine();
        using var tick = new PeriodicTimer(Every, TimeProvider.System);
        await AnsiConsole.Live(Render(snapshot())).StartAsync(async live =>
        {
            try
            {
                while (await tick.WaitForNextTickAsync(cancellationToken)) live.UpdateTarget(Render(snapshot()));
            }
            catch (OperationCanceledException)
            {
                // The end of the demonstration's time, or Ctrl+C.
            }
        });
    }

    /// <inheritdoc/>
    public void Conclude(DemoSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        string[] shortfalls = [.. summary.Shortfalls()];
        foreach (Replay.ReplayResult replay in summary.Recordings ?? []) AnsiConsole.WriteLine(replay.ToString());
        AnsiConsole.MarkupLine(shortfalls.Length == 0
            ? "[green]Everything was shown.[/]"
            : $"[yellow]Not shown: {Markup.Escape(string.Join("; ", shortfalls))}.[/]");
    }

    private static Rows Render(DemoSnapshot now)
    {
        DemoSummary summary = now.Summary;
        var fleet = new Grid().AddColumn().AddColumn();
        Row(fleet, "virtual time", $"{now.VirtualTime:ddd yyyy-MM-dd HH:mm} UTC ({summary.VirtualDays:0.0} days)");
        Row(fleet, "wearers", $"{summary.Wearers} under {summary.Gateways} gateways");
        Row(fleet, "frames a second", $"{now.FramesPerSecond:0}");
        Row(fleet, "frames acknowledged", $"{summary.FramesAcknowledged:N0}");
        Row(fleet, "frames lost", $"{summary.FramesLost}");
        Row(fleet, "alarms", $"{summary.Alarms}");
        var privacy = new Grid().AddColumn().AddColumn();
        Row(privacy, "rounds published", $"{summary.RoundsPublished}");
        Row(privacy, "models loaded", $"{summary.ModelsLoaded}");
        Row(privacy, "ε spent in 30 days", $"{summary.EpsilonSpentMax:0.00} of 4 at most, δ = 1e-6");
        Row(privacy, "guess of membership", $"right {summary.MembershipCeiling:P1} of the time at most");
        Row(privacy, "audit of the noise", summary.AuditEpsilonLower is { } shown
            ? $"ε ≥ {shown:0.000} shown, {summary.AuditEpsilonExact:0.000} by its law" : "under way");
        Row(privacy, "uplink violations", $"{summary.UplinkViolations}");
        foreach (string round in now.Rounds) Row(privacy, "round", round);
        var screens = new Grid().AddColumn().AddColumn();
        foreach ((string title, string link) in now.Pages) Row(screens, title, link);
        IRenderable alarms = now.OpenAlarms.Count == 0
            ? new Markup("[grey]none open[/]")
            : new Rows(now.OpenAlarms.Select(a => new Markup(Markup.Escape(a))));
        return new Rows(
            new Markup($"[black on yellow] {Markup.Escape(now.Banner)} [/]  Ctrl+C ends"),
            new Columns(Titled("Fleet", fleet), Titled("Privacy", privacy)),
            Titled("Alarms", alarms),
            Titled("Surveillance", new Markup(Markup.Escape(
                now.Estimate.Length > 0 ? now.Estimate : "the first round closes after the first virtual midnight"))),
            Titled("Pages, each link once", screens));
    }

    private static Panel Titled(string title, IRenderable body) =>
        new Panel(body).Header(title).RoundedBorder().BorderColor(Color.Grey).Expand();

    private static void Row(Grid grid, string name, string value) =>
        grid.AddRow(new Markup($"[grey]{Markup.Escape(name)}[/]"), new Markup(Markup.Escape(value)));
}

using EdgeVitals.Fleet.Demonstration;
using Microsoft.Extensions.Logging;

namespace EdgeVitals.Fleet.Terminal;

/// <summary>How a demonstration is shown: on a live terminal or in plain lines.</summary>
public interface IDemoView
{
    /// <summary>Least level of the programs' log lines that this view leaves room for.</summary>
    LogLevel LogLevel { get; }

    /// <summary>A step of the start-up with its progress, 0..1.</summary>
    void Progress(string step, double share);

    /// <summary>Shows snapshots until the token is cancelled.</summary>
    Task ShowAsync(Func<DemoSnapshot> snapshot, CancellationToken cancellationToken);

    /// <summary>Shows the end.</summary>
    void Conclude(DemoSummary summary);
}

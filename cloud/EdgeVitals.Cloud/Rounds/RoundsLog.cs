namespace EdgeVitals.Cloud.Rounds;

/// <summary>Log lines of rounds, event ids 2100 to 2199.</summary>
internal static partial class RoundsLog
{
    [LoggerMessage(2100, LogLevel.Information, "round {Task}/{Day} open until {CloseAt:yyyy-MM-dd HH:mm} UTC")]
    internal static partial void Opened(ILogger log, string task, int day, DateTimeOffset closeAt);

    [LoggerMessage(2101, LogLevel.Information, "round {Task}/{Day} published with {Gateways} gateways")]
    internal static partial void Published(ILogger log, string task, int day, int gateways);

    [LoggerMessage(2102, LogLevel.Warning, "round {Task}/{Day} abandoned with {Gateways} gateways: {Reason}")]
    internal static partial void Abandoned(ILogger log, string task, int day, int gateways, string reason);

    [LoggerMessage(2103, LogLevel.Warning,
        "round {Task}/{Day} was never opened: this program did not run in its window")]
    internal static partial void Missed(ILogger log, string task, int day);

    [LoggerMessage(2104, LogLevel.Error, "a step of task {Task} failed and is tried again")]
    internal static partial void StepFailed(ILogger log, Exception exception, string task);

    [LoggerMessage(2110, LogLevel.Information,
        "model {Model} version {Version}: {Rounds} rounds, {Gateways} gateway sums, "
        + "error {Error:g3} an entry beside a signal of {Signal:g3}")]
    internal static partial void ModelPublished(
        ILogger log, string model, long version, int rounds, int gateways, double error, double signal);
}

using Microsoft.Extensions.Logging;

namespace EdgeVitals.Pi;

internal static partial class AgentLog
{
    [LoggerMessage(4001, LogLevel.Debug, "{Device} connected")]
    public static partial void Connected(ILogger log, string device);

    [LoggerMessage(4002, LogLevel.Information, "{Device} not connected: {Reason}")]
    public static partial void Disconnected(ILogger log, string device, string reason);

    [LoggerMessage(4003, LogLevel.Error, "{Device} could not store a frame, {Faults} faults of its store so far")]
    public static partial void StoreFailed(ILogger log, string device, long faults);

    [LoggerMessage(4004, LogLevel.Warning, "{Device} sensors: oximeter {Optics}, thermometer {Thermometer}")]
    public static partial void SensorFault(ILogger log, string device, string optics, string thermometer);

    [LoggerMessage(4005, LogLevel.Error, "{Device} ends to be started again: {Reason}")]
    public static partial void Restarts(ILogger log, string device, string reason);
}

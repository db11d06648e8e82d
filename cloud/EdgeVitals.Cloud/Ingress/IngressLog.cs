namespace EdgeVitals.Cloud.Ingress;

/// <summary>
/// Log lines of the uplink, event ids 2000 to 2099. Gateways are pseudonyms; no vector is ever logged.
/// </summary>
internal static partial class IngressLog
{
    [LoggerMessage(2000, LogLevel.Debug, "update {UpdateId} of {Gateway} counted in {Task}/{Round}")]
    internal static partial void Counted(ILogger log, Guid updateId, string gateway, string task, long round);

    [LoggerMessage(2001, LogLevel.Debug, "update {UpdateId} of {Gateway} came again in {Task}/{Round}")]
    internal static partial void Duplicate(ILogger log, Guid updateId, string gateway, string task, long round);

    [LoggerMessage(2002, LogLevel.Warning, "update of {Gateway} refused in {Task}/{Round}: {Reason} ({Detail})")]
    internal static partial void Refused(
        ILogger log, string gateway, string task, long round, string reason, string detail);

    [LoggerMessage(2003, LogLevel.Error, "a message to {Topic} could not be sent")]
    internal static partial void SendFailed(ILogger log, Exception exception, string topic);

    [LoggerMessage(2004, LogLevel.Error, "an update of {Gateway} could not be stored; its sender keeps it")]
    internal static partial void NotStored(ILogger log, Exception exception, string gateway);
}

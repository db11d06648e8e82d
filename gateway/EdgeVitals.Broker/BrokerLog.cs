using Microsoft.Extensions.Logging;

namespace EdgeVitals.Broker;

internal static partial class BrokerLog
{
    [LoggerMessage(3000, LogLevel.Warning, "Connection from {Peer} closed by the guard: {Reason}")]
    public static partial void ConnectionGuarded(ILogger log, string peer, string reason);

    [LoggerMessage(3001, LogLevel.Warning, "Connection of {User} refused: {Reason}")]
    public static partial void ConnectionRefused(ILogger log, string user, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "Publish of {User} to {Topic} refused: {Reason}")]
    public static partial void PublishRefused(ILogger log, string user, string topic, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "Subscription of {User} to {Filter} refused")]
    public static partial void SubscriptionRefused(ILogger log, string user, string filter);

    [LoggerMessage(3004, LogLevel.Error, "Message of {User} on {Topic} could not be taken; the sender keeps it")]
    public static partial void ReceiveFailed(ILogger log, Exception exception, string user, string topic);
}

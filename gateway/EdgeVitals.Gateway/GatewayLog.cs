namespace EdgeVitals.Gateway;

/// <summary>Log lines of the gateway, events 1000-1999. Device ids may appear; a vital or a person never.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(1000, LogLevel.Warning,
        "Journal: a write was cut off, {Bytes} bytes after {Frames} committed pages; the device sends it again")]
    public static partial void TornTail(ILogger log, long bytes, int frames);

    [LoggerMessage(1001, LogLevel.Error,
        "Journal: commit of {Count} frames failed, nothing was acknowledged: {Reason}")]
    public static partial void CommitFailed(ILogger log, int count, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Ingest: frame of {Device} put aside: {Reason}")]
    public static partial void Quarantined(ILogger log, string device, string reason);

    [LoggerMessage(1003, LogLevel.Warning,
        "Ingest: connection refused, {Device} is no device of ours or its token is wrong")]
    public static partial void UnknownDevice(ILogger log, string device);

    [LoggerMessage(1005, LogLevel.Warning,
        "Ingest: device {Device} boot {Boot} sends frames from the future (first: {Sequence}); kept, shown when due")]
    public static partial void FutureFrame(ILogger log, string device, int boot, long sequence);

    [LoggerMessage(1006, LogLevel.Information,
        "Ingest: frame {Sequence} of {Device} boot {Boot} was there already; acknowledged again")]
    public static partial void DuplicateFrame(ILogger log, string device, int boot, long sequence);

    [LoggerMessage(1007, LogLevel.Warning, "Ingest: acknowledgement to {Device} not sent: {Reason}")]
    public static partial void AckFailed(ILogger log, string device, string reason);

    [LoggerMessage(1008, LogLevel.Error, "Wearers: {Work} failed and is tried again")]
    public static partial void LoopFailed(ILogger log, Exception exception, string work);

    [LoggerMessage(1009, LogLevel.Information, "Wearers: {Frames} frames read again in {Milliseconds} ms")]
    public static partial void Rebuilt(ILogger log, long frames, long milliseconds);

    [LoggerMessage(1010, LogLevel.Warning, "Port {Wanted} is taken; {Port} is used instead")]
    public static partial void PortTaken(ILogger log, int wanted, int port);

    [LoggerMessage(1020, LogLevel.Warning, "Channels: {File} is not in force: {Reason}")]
    public static partial void ChannelFileRefused(ILogger log, string file, string reason);

    [LoggerMessage(1100, LogLevel.Information, "Anomaly: own model trained on {Rows} days in {Milliseconds} ms")]
    public static partial void ModelTrained(ILogger log, int rows, long milliseconds);

    [LoggerMessage(1101, LogLevel.Information, "Anomaly: model {Model} version {Version} of the cloud loaded")]
    public static partial void ModelLoaded(ILogger log, string model, long version);

    [LoggerMessage(1102, LogLevel.Warning, "Anomaly: model of the cloud rejected: {Reason}")]
    public static partial void ModelRejected(ILogger log, string reason);

    [LoggerMessage(1200, LogLevel.Information, "Alarms: episode {Episode} opened, {Rule}")]
    public static partial void EpisodeOpened(ILogger log, Guid episode, string rule);

    [LoggerMessage(1300, LogLevel.Information, "Release: {Task} round {Round} released for {Charged} charged wearers")]
    public static partial void RoundReleased(ILogger log, string task, long round, int charged);

    [LoggerMessage(1301, LogLevel.Warning, "Release: {Task} round {Round} refused: {Reason}")]
    public static partial void RoundRefused(ILogger log, string task, long round, string reason);

    [LoggerMessage(1302, LogLevel.Error,
        "Release: the clock runs behind the ledger ({Today} < {LedgerDay}); no release")]
    public static partial void ClockBehindLedger(ILogger log, int today, int ledgerDay);

    [LoggerMessage(1303, LogLevel.Warning,
        "Release: {Task} round {Round} was charged but not stored before a crash; its contribution is dropped")]
    public static partial void ChargedNotStored(ILogger log, string task, long round);

    [LoggerMessage(1304, LogLevel.Error,
        "Release: {Task} round {Round} failed; tried again in {Minutes} minutes of the clinic's clock")]
    public static partial void RoundFailed(ILogger log, Exception exception, string task, long round, double minutes);

    [LoggerMessage(1305, LogLevel.Critical, "Release: the gate is shut: {Reason}; run doctor, then start again")]
    public static partial void GateShut(ILogger log, string reason);

    [LoggerMessage(1400, LogLevel.Information, "Uplink: connected to {Host}:{Port}")]
    public static partial void UplinkConnected(ILogger log, string host, int port);

    [LoggerMessage(1401, LogLevel.Warning, "Uplink: not connected ({Reason}); next try in {Seconds} s")]
    public static partial void UplinkLost(ILogger log, string reason, double seconds);

    [LoggerMessage(1402, LogLevel.Warning, "Uplink: message on {Topic} rejected: {Reason}")]
    public static partial void CloudMessageRejected(ILogger log, string topic, string reason);

    [LoggerMessage(1403, LogLevel.Warning, "Uplink: the cloud rejected update {Update}: {Reason}")]
    public static partial void UpdateRejected(ILogger log, Guid update, string reason);

    [LoggerMessage(1500, LogLevel.Information, "Firmware: {Target} version {Version} offered to {Device}")]
    public static partial void FirmwareOffered(ILogger log, string device, string target, int version);

    [LoggerMessage(1501, LogLevel.Warning, "Firmware: {Device} refused or left an update: {Reason}")]
    public static partial void FirmwareRefused(ILogger log, string device, string reason);

    [LoggerMessage(1502, LogLevel.Error, "Firmware: image of {Target} version {Version} cannot be read: {Reason}")]
    public static partial void FirmwareUnreadable(ILogger log, string target, int version, string reason);

    [LoggerMessage(1503, LogLevel.Error, "Firmware: the folder of updates cannot be read and is tried again: {Reason}")]
    public static partial void FirmwareShelfUnreadable(ILogger log, string reason);
}

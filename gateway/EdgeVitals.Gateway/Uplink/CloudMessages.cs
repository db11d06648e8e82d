using EdgeVitals.Federated;
using EdgeVitals.Gateway.Anomaly;
using EdgeVitals.Gateway.Release;

namespace EdgeVitals.Gateway.Uplink;

/// <summary>
/// What the cloud says, believed only with its signature: tasks, rounds, models and answers. Anything else is counted
/// and logged in one line.
/// </summary>
public sealed class CloudMessages : IDisposable
{
    private readonly Enrollment? _enrollment;
    private readonly MessageVerifier? _verifier;
    private readonly RoundSchedule _schedule;
    private readonly ReleaseGate _gate;
    private readonly AnomalyModels _models;
    private readonly GatewayStatus _status;
    private readonly ILogger<CloudMessages> _log;

    /// <summary>Takes the cloud's key from the enrolment.</summary>
    public CloudMessages(GatewayOptions options, RoundSchedule schedule, ReleaseGate gate, AnomalyModels models,
        GatewayStatus status, ILogger<CloudMessages> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        _enrollment = options.Uplink;
        _verifier = _enrollment is null ? null : MessageVerifier.FromPem(_enrollment.CloudPublicKey);
        _schedule = schedule;
        _gate = gate;
        _models = models;
        _status = status;
        _log = log;
    }

    /// <summary>Takes one message as it came.</summary>
    public void Take(string topic, ReadOnlyMemory<byte> message)
    {
        ArgumentNullException.ThrowIfNull(topic);
        if (_enrollment is null || _verifier is null)
        {
            return;
        }
        // Ids hold no slash, so the fourth level names the kind without doubt.
        string kind = topic.Split('/', 6) is { Length: >= 5 } levels ? levels[3] : "";
        bool isAck = topic == UplinkTopics.Ack(_enrollment.Tenant, _enrollment.Gateway);
        string reason = kind switch
        {
            "tasks" => TakeTask(message),
            "rounds" => message.IsEmpty ? "" : TakeRound(message), // empty: the cloud takes back a closed round
            "models" => TakeModel(message),
            _ => isAck ? TakeAck(message) : "an unknown topic",
        };
        if (reason.Length > 0)
        {
            _status.Count(GatewayCount.CloudMessageRejected);
            GatewayLog.CloudMessageRejected(_log, topic, reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _verifier?.Dispose();

    private string TakeTask(ReadOnlyMemory<byte> message)
    {
        if (!_verifier!.TryVerify(message, ContentTypes.Task, out byte[] payload, out string reason)
            || !TaskDefinition.TryDecode(payload, out TaskDefinition? task, out reason))
        {
            return reason;
        }
        if (task.Tenant != _enrollment!.Tenant)
        {
            return "another tenant";
        }
        _schedule.Offer(task);
        return "";
    }

    private string TakeRound(ReadOnlyMemory<byte> message)
    {
        if (!_verifier!.TryVerify(message, ContentTypes.Round, out byte[] payload, out string reason)
            || !RoundAnnouncement.TryDecode(payload, out RoundAnnouncement? round, out reason))
        {
            return reason;
        }
        if (round.Tenant != _enrollment!.Tenant)
        {
            return "another tenant";
        }
        _schedule.Offer(round);
        return "";
    }

    private string TakeModel(ReadOnlyMemory<byte> message)
    {
        // The models' own desk counts and logs what it rejects, the signature included.
        _models.Offer(message);
        return "";
    }

    private string TakeAck(ReadOnlyMemory<byte> message)
    {
        if (!_verifier!.TryVerify(message, ContentTypes.Ack, out byte[] payload, out string reason)
            || !UpdateAck.TryDecode(payload, out UpdateAck? ack, out reason))
        {
            return reason;
        }
        _gate.Acknowledge(ack);
        return "";
    }
}

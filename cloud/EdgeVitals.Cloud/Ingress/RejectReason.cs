namespace EdgeVitals.Cloud.Ingress;

/// <summary>Why an update was not counted. The code goes back to the gateway and names a counter.</summary>
public static class RejectReason
{
    /// <summary>Larger than any task's update.</summary>
    public const string Oversized = "oversized";

    /// <summary>The topic's gateway is not enrolled, or was revoked.</summary>
    public const string UnknownGateway = "unknown-gateway";

    /// <summary>Not signed with the enrolled key, or not a signed message at all.</summary>
    public const string WrongSignature = "wrong-signature";

    /// <summary>Not of the closed schema: a key too many, one too few, or a value out of range.</summary>
    public const string Schema = "schema";

    /// <summary>Tenant, gateway, task or round of the message are not those of its topic.</summary>
    public const string TopicMismatch = "topic-mismatch";

    /// <summary>No such task.</summary>
    public const string UnknownTask = "unknown-task";

    /// <summary>Made for another definition of the task, or with other parameters than it states.</summary>
    public const string WrongTask = "wrong-task";

    /// <summary>An entry is beyond what the task's sum and noise can reach.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>The round is closed, or was never open.</summary>
    public const string Late = "late";

    /// <summary>The round is not open yet.</summary>
    public const string WrongRound = "wrong-round";

    /// <summary>The gateway's other update of this round was counted.</summary>
    public const string SecondUpdate = "second-update";
}

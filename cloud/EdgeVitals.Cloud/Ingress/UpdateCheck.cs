using System.Collections.Concurrent;
using EdgeVitals.Cloud.Enrollment;
using EdgeVitals.Cloud.Rounds;
using EdgeVitals.Federated;

namespace EdgeVitals.Cloud.Ingress;

/// <summary>
/// Everything that can be said of an update without its round: size, sender, signature, closed schema, and that it is
/// what its topic and its task say.
/// </summary>
public sealed class UpdateCheck(GatewayRegistry registry, CloudTasks tasks)
{
    /// <summary>
    /// How many standard deviations of noise an entry may lie beyond the largest sum. Honest noise passes 12 with a
    /// probability below 1e-32; without a bound one enrolled gateway could carry any number into a round.
    /// </summary>
    private const double NoiseBound = 12;

    // One verifier a key: building it parses PEM, and a key never changes under its text.
    private readonly ConcurrentDictionary<string, MessageVerifier> _verifiers = new();

    /// <summary>Reads an update.</summary>
    /// <param name="topic">The topic that it came on.</param>
    /// <param name="payload">Its bytes, hostile until proven signed.</param>
    /// <param name="update">The update once its signature and schema hold, also where something else is wrong.</param>
    /// <param name="detail">More about the reason, safe to log.</param>
    /// <returns>A code of <see cref="RejectReason"/>, or an empty text where the update may be counted.</returns>
    internal string Read(UpTopic topic, ReadOnlyMemory<byte> payload, out UpdateMessage? update, out string detail)
    {
        update = null;
        detail = $"{payload.Length} bytes";
        if (payload.Length > tasks.LargestUpdateBytes) return RejectReason.Oversized;
        if (registry.PublicKeyOf(topic.Gateway) is not { } pem) return RejectReason.UnknownGateway;
        var verifier = _verifiers.GetOrAdd(pem, MessageVerifier.FromPem);
        if (!verifier.TryVerify(payload, ContentTypes.Update, out byte[] body, out detail))
            return RejectReason.WrongSignature;
        if (!UpdateMessage.TryDecode(body, out update, out detail)) return RejectReason.Schema;
        if (update.Tenant != topic.Tenant || update.Gateway != topic.Gateway || update.TaskId != topic.Task
            || update.Round != topic.Round || update.KeyId != verifier.KeyId)
        {
            detail = "tenant, gateway, task, round or key id differ from the topic's";
            return RejectReason.TopicMismatch;
        }
        if (tasks.Find(update.TaskId) is not { } task) return RejectReason.UnknownTask;
        if (!update.Matches(task, out detail)) return RejectReason.WrongTask;
        return OutOfRange(task, update.Vector, out detail) ? RejectReason.OutOfRange : "";
    }

    private static bool OutOfRange(TaskDefinition task, ReadOnlySpan<long> vector, out string detail)
    {
        double bound = ((double)task.ClipNorm * task.WearerCap) + (NoiseBound * Math.Sqrt(task.SigmaSquared));
        int over = -1;
        for (int i = 0; i < vector.Length && over < 0; i++)
        {
            if (Math.Abs((double)vector[i]) > bound) over = i;
        }
        detail = over < 0 ? "" : $"entry {over} is beyond {bound:f0} grid units";
        return over >= 0;
    }
}

using System.Security.Cryptography;
using EdgeVitals.Federated;

namespace EdgeVitals.Fleet.Observation;

/// <summary>
/// An independent subscriber of everything on the uplink broker. It knows, from the emulator, what the gateways
/// should have summed, and counts what breaks the promise: a message outside the closed schema, two different
/// messages for one contribution, noise that is not the task's, a planted value.
/// </summary>
/// <param name="tenant">Tenant whose topics are watched.</param>
/// <param name="cloudKey">Public key (PEM) that signs tasks, rounds and models.</param>
/// <param name="gatewayKeys">Public key (PEM) of each enrolled pseudonym.</param>
/// <param name="truth">What the emulator knows.</param>
/// <param name="canaries">What must not be seen.</param>
public sealed class UplinkObserver(
    string tenant, string cloudKey, IReadOnlyDictionary<string, string> gatewayKeys, TrueContributions truth,
    Canaries canaries) : IDisposable
{
    private const int MostKept = 100;
    private readonly Lock _gate = new();
    private readonly MessageVerifier _cloud = MessageVerifier.FromPem(cloudKey);
    private readonly Dictionary<string, TaskDefinition> _tasks = [];
    private readonly Dictionary<UpTopic, byte[]> _seen = [];
    private readonly Dictionary<string, ResidualTest> _residuals = [];
    private readonly HashSet<string> _accused = [];
    private readonly List<Violation> _violations = [];

    /// <summary>Number of findings.</summary>
    public int Violations { get; private set; }

    /// <summary>Updates looked at.</summary>
    public int Updates { get; private set; }

    /// <summary>The first hundred findings.</summary>
    public IReadOnlyList<Violation> Findings
    {
        get { lock (_gate) return [.. _violations]; }
    }

    /// <summary>Measured noise variance over σ², by task; 1 is right.</summary>
    public IReadOnlyDictionary<string, double> NoiseRatios
    {
        get
        {
            lock (_gate)
            {
                return _residuals.Where(r => !r.Key.Contains('/')).ToDictionary(r => r.Key, r => r.Value.Ratio);
            }
        }
    }

    /// <summary>Looks at one message of the uplink broker.</summary>
    public void Inspect(string topic, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (canaries.FoundIn(payload.Span) is string canary) Report(ViolationKind.Canary, topic, canary);
            if (UplinkTopics.TryParseUp(topic, out UpTopic up)) InspectUpdate(topic, up, payload);
            else if (IsUnder(topic, UplinkTopics.AllTasks(tenant))) Learn(topic, payload);
            else if (!IsFromCloud(topic)) Report(ViolationKind.Schema, topic, "a topic outside the closed list");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cloud.Dispose();

    private bool IsFromCloud(string topic) =>
        IsUnder(topic, UplinkTopics.AllRounds(tenant)) || IsUnder(topic, UplinkTopics.AllModels(tenant))
        || gatewayKeys.Keys.Any(g => topic == UplinkTopics.Ack(tenant, g));

    /// <summary>Whether a topic lies under a filter that ends in '#'.</summary>
    private static bool IsUnder(string topic, string filter) =>
        topic.StartsWith(filter[..^1], StringComparison.Ordinal);

    private void Learn(string topic, ReadOnlyMemory<byte> payload)
    {
        if (!_cloud.TryVerify(payload, ContentTypes.Task, out byte[] body, out string reason)
            || !TaskDefinition.TryDecode(body, out TaskDefinition? task, out reason))
        {
            Report(ViolationKind.Schema, topic, reason);
            return;
        }

        _tasks[task.Id] = task;
    }

    private void InspectUpdate(string topic, UpTopic up, ReadOnlyMemory<byte> payload)
    {
        Updates++;
        byte[] hash = SHA256.HashData(payload.Span);
        if (_seen.TryGetValue(up, out byte[]? earlier))
        {
            if (!earlier.AsSpan().SequenceEqual(hash))
            {
                Report(ViolationKind.SecondMessage, topic, "a second, different message for one contribution");
            }

            return;
        }

        _seen[up] = hash;
        if (!_tasks.TryGetValue(up.Task, out TaskDefinition? task))
        {
            Report(ViolationKind.Schema, topic, "a task that the cloud has not announced");
            return;
        }

        if (Signature(up, payload) is string forged)
        {
            Report(ViolationKind.Schema, topic, forged);
            return;
        }

        if (ClosedSchema.Fault(payload, up, task, out long[] vector) is string fault)
        {
            Report(ViolationKind.Schema, topic, fault);
            return;
        }

        TestNoise(topic, up, task, vector);
    }

    private string? Signature(UpTopic up, ReadOnlyMemory<byte> payload)
    {
        if (!gatewayKeys.TryGetValue(up.Gateway, out string? pem)) return "a gateway that is not enrolled";
        using MessageVerifier verifier = MessageVerifier.FromPem(pem);
        return verifier.TryVerify(payload, ContentTypes.Update, out _, out string reason) ? null : reason;
    }

    /// <summary>
    /// For the message alone, which shows noise that was left out where a message has many coordinates; for its
    /// gateway over the days, which shows it on the third day where a message has two; and for the task over all
    /// gateways, where the test is sharpest.
    /// </summary>
    private void TestNoise(string topic, UpTopic up, TaskDefinition task, long[] vector)
    {
        if (truth.Sum(up.Gateway, task, (int)up.Round) is not long[] sum)
        {
            Report(ViolationKind.Noise, topic, "a gateway whose wearers the emulator does not know");
            return;
        }

        foreach (string group in new[] { topic, $"{up.Task}/{up.Gateway}", up.Task })
        {
            if (!_residuals.TryGetValue(group, out ResidualTest? test)) _residuals[group] = test = new ResidualTest();
            test.Add(vector, sum, task.SigmaSquared);
            if (test.Fault() is string fault && _accused.Add(group)) Report(ViolationKind.Noise, topic, fault);
        }
    }

    private void Report(ViolationKind kind, string topic, string detail)
    {
        Violations++;
        if (_violations.Count < MostKept) _violations.Add(new Violation(kind, topic, detail));
    }
}

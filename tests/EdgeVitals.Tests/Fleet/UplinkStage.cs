using System.Formats.Cbor;
using EdgeVitals.Emulation.Wearers;
using EdgeVitals.Federated;
using EdgeVitals.Fleet.Observation;
using EdgeVitals.Privacy;

namespace EdgeVitals.Tests.Fleet;

/// <summary>
/// An uplink with real keys, tasks and noise, an observer that listens, and a way to send what an honest gateway or a
/// broken twin of one would send.
/// </summary>
internal sealed class UplinkStage : IDisposable
{
    public const int FirstDay = 20_500;
    private const string Tenant = "public-health";
    private const int HistoryHour = FirstDay * 24;
    private readonly MessageSigner _cloud = MessageSigner.Create();
    private readonly Dictionary<string, MessageSigner> _gateways = [];
    private readonly CryptoRandom _random = new();
    private readonly TrueContributions _truth = new();

    public UplinkStage(int gateways = 5, int wearers = 20)
    {
        var canaries = new Canaries();
        for (int g = 0; g < gateways; g++)
        {
            string name = $"gw{g:00}";
            _gateways[name] = MessageSigner.Create();
            _truth.Add(name, [.. Enumerable.Range(0, wearers).Select(w => Wearer((ulong)((g * 1000) + w + 1)))]);
        }

        canaries.Plant("wear-0007");
        canaries.Plant([36617, 36580, 36541], -3);
        Observer = new UplinkObserver(
            Tenant, _cloud.PublicPem, _gateways.ToDictionary(g => g.Key, g => g.Value.PublicPem), _truth, canaries);
        Tasks =
        [
            StandardTasks.AnomalySubspace(Tenant, wearers, 2), StandardTasks.SurveillanceDaily(Tenant, wearers, 2),
        ];
        foreach (TaskDefinition task in Tasks)
        {
            Observer.Inspect(UplinkTopics.Tasks(Tenant, task.Id), _cloud.Sign(task.Encode(), ContentTypes.Task));
        }
    }

    public UplinkObserver Observer { get; }

    public IReadOnlyList<TaskDefinition> Tasks { get; }

    public IReadOnlyCollection<string> Gateways => _gateways.Keys;

    /// <summary>Every gateway sends every task for some days; noise is scaled by a factor.</summary>
    public void SendDays(int days, double noise = 1)
    {
        for (int day = FirstDay + 20; day < FirstDay + 20 + days; day++)
        {
            foreach (string gateway in Gateways)
            {
                foreach (TaskDefinition task in Tasks) Send(gateway, task, day, noise);
            }
        }
    }

    /// <summary>Signs and sends one update; returns the bytes that lay on the wire.</summary>
    public byte[] Send(
        string gateway, TaskDefinition task, int day, double noise = 1, string version = "1.0.0",
        Func<byte[], byte[]>? tamper = null)
    {
        byte[] payload = Update(gateway, task, day, noise, version).Encode();
        payload = tamper is null ? payload : tamper(payload);
        byte[] message = _gateways[gateway].Sign(payload, ContentTypes.Update);
        Resend(gateway, task, day, message);
        return message;
    }

    public void Resend(string gateway, TaskDefinition task, int day, byte[] message) =>
        Observer.Inspect(UplinkTopics.Up(Tenant, gateway, task.Id, day), message);

    /// <summary>The map with one field more: a raw heart rate, as a careless developer would add it.</summary>
    public static byte[] WithRawField(byte[] payload)
    {
        var reader = new CborReader(payload);
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        int fields = reader.ReadStartMap()!.Value;
        writer.WriteStartMap(fields + 1);
        for (int i = 0; i < 2 * fields; i++) writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
        writer.WriteInt32(fields);
        writer.WriteDouble(72.4);
        writer.WriteEndMap();
        return writer.Encode();
    }

    public void Dispose()
    {
        Observer.Dispose();
        _cloud.Dispose();
        _random.Dispose();
        foreach (MessageSigner signer in _gateways.Values) signer.Dispose();
    }

    private static TrueWearer Wearer(ulong seed) =>
        new(new FeatureWearer(WearerProfile.Draw(seed), seed), HistoryHour, Consents: seed % 5 != 0);

    private UpdateMessage Update(string gateway, TaskDefinition task, int day, double noise, string version)
    {
        long[] vector = _truth.Sum(gateway, task, day)!;
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] += (long)Math.Round(noise * DiscreteGaussian.Sample(task.SigmaSquared, _random));
        }

        return new UpdateMessage
        {
            Tenant = Tenant, Gateway = gateway, TaskId = task.Id, TaskHash = task.Hash, Round = day,
            BudgetDay = day + 1, UpdateId = Guid.NewGuid(), ClipNorm = task.ClipNorm, GridExponent = task.GridExponent,
            SigmaSquared = task.SigmaSquared, KeyId = _gateways[gateway].KeyId, LedgerHead = new byte[32],
            LedgerSequence = 1, SoftwareVersion = version, Vector = vector,
        };
    }
}

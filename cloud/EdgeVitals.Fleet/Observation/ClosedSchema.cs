using System.Formats.Cbor;
using System.Text.RegularExpressions;
using EdgeVitals.Federated;

namespace EdgeVitals.Fleet.Observation;

/// <summary>
/// The observer's own reading of an update: COSE_Sign1 (RFC 9052) around one CBOR map of exactly the closed fields.
/// It shares no decoder with the product, so that a field which both sides forgot to refuse is still seen here.
/// </summary>
public static partial class ClosedSchema
{
    private const int CoseSign1Tag = 18;
    private const int HeaderAlgorithm = 1, HeaderContentType = 3, HeaderKeyId = 4;
    private const int Fields = 17;

    /// <summary>
    /// Reads an update and compares every field that the round and the task fix with what they fix it to.
    /// </summary>
    /// <param name="bytes">The message as it lay on the wire.</param>
    /// <param name="topic">Where it lay.</param>
    /// <param name="task">The task that the cloud announced under the topic's task id.</param>
    /// <param name="vector">The noised sum in grid units, when there is no fault.</param>
    /// <returns>What is outside the schema, or null.</returns>
    public static string? Fault(ReadOnlyMemory<byte> bytes, UpTopic topic, TaskDefinition task, out long[] vector)
    {
        ArgumentNullException.ThrowIfNull(task);
        vector = [];
        try
        {
            string? fault = Payload(bytes, out byte[] payload);
            return fault ?? Update(new CborReader(payload, CborConformanceMode.Ctap2Canonical), topic, task, out vector);
        }
        catch (Exception unreadable) when (unreadable is CborContentException or InvalidOperationException
            or OverflowException)
        {
            return $"not the announced encoding: {unreadable.Message}";
        }
    }

    private static string? Payload(ReadOnlyMemory<byte> bytes, out byte[] payload)
    {
        payload = [];
        var cose = new CborReader(bytes, CborConformanceMode.Lax);
        if (cose.PeekState() == CborReaderState.Tag && (int)cose.ReadTag() != CoseSign1Tag) return "not COSE_Sign1";
        if (cose.ReadStartArray() != 4) return "COSE_Sign1 has four parts";
        var header = new CborReader(cose.ReadByteString(), CborConformanceMode.Lax);
        int? entries = header.ReadStartMap();
        for (int i = 0; i < entries; i++)
        {
            int label = header.ReadInt32();
            if (label is not (HeaderAlgorithm or HeaderContentType or HeaderKeyId)) return $"header {label}";
            header.SkipValue();
        }

        header.ReadEndMap();
        if (cose.ReadStartMap() is not 0) return "an unprotected header";
        cose.ReadEndMap();
        payload = cose.ReadByteString();
        cose.ReadByteString();
        cose.ReadEndArray();
        return cose.BytesRemaining == 0 && header.BytesRemaining == 0 ? null : "bytes after the message";
    }

    private static string? Update(CborReader map, UpTopic topic, TaskDefinition task, out long[] vector)
    {
        vector = [];
        if (map.ReadStartMap() is not Fields) return $"not exactly {Fields} fields";
        for (int key = 0; key < Fields; key++)
        {
            int label = map.ReadInt32();
            if (label != key) return $"field {label} where {key} belongs";
            string? fault = key == Fields - 1 ? Vector(map, task, out vector) : Field(map, key, topic, task);
            if (fault is not null) return $"field {key}: {fault}";
        }

        map.ReadEndMap();
        return map.BytesRemaining == 0 ? null : "bytes after the map";
    }

    /// <summary>
    /// All that a field may say beyond what the task, the round and the sender fix is a random id, a hash, a counter
    /// and the version of the program.
    /// </summary>
    private static string? Field(CborReader map, int key, UpTopic topic, TaskDefinition task) => key switch
    {
        0 => Same(map.ReadInt64(), 1),
        1 => Same(map.ReadTextString(), topic.Tenant),
        2 => Same(map.ReadTextString(), topic.Gateway),
        3 => Same(map.ReadTextString(), topic.Task),
        4 => map.ReadByteString().AsSpan().SequenceEqual(task.Hash) ? null : "another task's hash",
        5 => Same(map.ReadInt64(), topic.Round),
        6 => map.ReadInt64() is long day && day > topic.Round && day <= topic.Round + 2 ? null : "budget day",
        7 => map.ReadByteString().Length == 16 ? null : "not an update id",
        8 => Same(map.ReadInt64(), (long)Mechanism.DiscreteGaussian),
        9 => Same(map.ReadInt64(), task.ClipNorm),
        10 => Same(map.ReadInt64(), task.GridExponent),
        11 => Same(map.ReadInt64(), task.SigmaSquared),
        12 => KeyId().IsMatch(map.ReadTextString()) ? null : "not a key id",
        13 => map.ReadByteString().Length == 32 ? null : "not a ledger head",
        14 => map.ReadInt64() >= 0 ? null : "a negative ledger sequence",
        15 => Version().IsMatch(map.ReadTextString()) ? null : "not a software version",
        _ => "unknown",
    };

    private static string? Vector(CborReader map, TaskDefinition task, out long[] vector)
    {
        vector = new long[task.Dimension];
        if (map.ReadStartArray() != task.Dimension) return $"not {task.Dimension} coordinates";
        for (int i = 0; i < vector.Length; i++) vector[i] = map.ReadInt64();
        map.ReadEndArray();
        return null;
    }

    private static string? Same<T>(T actual, T expected) where T : IEquatable<T> =>
        actual.Equals(expected) ? null : $"{actual} where {expected} is fixed";

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex KeyId();

    [GeneratedRegex(@"^\d{1,4}\.\d{1,4}\.\d{1,4}$")]
    private static partial Regex Version();
}

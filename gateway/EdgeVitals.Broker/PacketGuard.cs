using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace EdgeVitals.Broker;

/// <summary>
/// A <see cref="PipeReader"/> in front of the MQTT parser that reads every packet's fixed header (MQTT 5, section
/// 2.1) and closes the connection before the parser starts to buffer: five bytes can announce 256 MiB, and the parser
/// would wait for all of them from a peer that has not logged in.
/// </summary>
/// <remarks>The parser consumes whole packets, so each read begins at a packet boundary.</remarks>
internal sealed class PacketGuard(PipeReader inner, BrokerOptions options, Action accepted, Action<string> violated)
    : PipeReader
{
    private const byte ConnectPacket = 0x10;
    private const int LengthBytes = 4;

    private ReadOnlySequence<byte> _buffer;
    private long _packets;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        // The parser asks for a second packet only after it has answered the first with CONNACK.
        if (_packets == 1) accepted();
        return Inspected(await inner.ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result)) return false;
        result = Inspected(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_buffer.Slice(_buffer.Start, consumed).Length > 0) _packets++;
        _buffer = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private ReadResult Inspected(ReadResult result)
    {
        _buffer = result.Buffer;
        string? violation = Violation(_buffer, _packets == 0, options);
        if (violation is null) return result;
        inner.AdvanceTo(_buffer.Start, _buffer.Start);
        // Told before thrown: the MQTT server swallows what its reader throws.
        violated(violation);
        throw new ConnectionAbortedException(violation);
    }

    /// <summary>Why the packet at the start of the buffer may not be read on, or null.</summary>
    internal static string? Violation(ReadOnlySequence<byte> buffer, bool first, BrokerOptions options)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out byte type)) return null;
        if (first && type != ConnectPacket) return "the first packet is not CONNECT";

        int length = 0;
        for (int i = 0; i < LengthBytes; i++)
        {
            if (!reader.TryRead(out byte part)) return null;
            length |= (part & 0x7F) << (7 * i);
            if ((part & 0x80) != 0) continue;
            int limit = first ? options.BytesBeforeConnack : options.MaximumPacketBytes;
            return length > limit ? $"a packet of {length} bytes exceeds the limit of {limit}" : null;
        }

        return "the packet length is malformed";
    }
}

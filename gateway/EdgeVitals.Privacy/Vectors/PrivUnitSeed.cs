using System.Buffers.Binary;

namespace EdgeVitals.Privacy;

/// <summary>
/// What <see cref="PrivUnitG"/> sends: 16 bytes for a vector of any dimension. Every value is a seed, so a forger may
/// choose one (Mechanisms/PrivUnitG.md, "Limits").
/// </summary>
/// <param name="High">Bytes 8 to 15, little-endian.</param>
/// <param name="Low">Bytes 0 to 7, little-endian.</param>
public readonly record struct PrivUnitSeed(ulong High, ulong Low)
{
    /// <summary>Bytes of a seed; fewer would let seeds repeat and their noise cancel.</summary>
    public const int Bytes = 16;

    /// <summary>Reads a message.</summary>
    /// <param name="message">Exactly 16 bytes.</param>
    /// <exception cref="PrivacyException">Another length: Empty or OutsideDomain.</exception>
    public static PrivUnitSeed Read(ReadOnlySpan<byte> message)
    {
        if (message.Length != Bytes)
        {
            throw new PrivacyException(
                message.IsEmpty ? PrivacyFault.Empty : PrivacyFault.OutsideDomain, "seed",
                $"{message.Length} bytes where a seed has {Bytes}");
        }

        return new PrivUnitSeed(
            BinaryPrimitives.ReadUInt64LittleEndian(message[8..]), BinaryPrimitives.ReadUInt64LittleEndian(message));
    }

    /// <summary>The message.</summary>
    public byte[] ToBytes()
    {
        byte[] message = new byte[Bytes];
        Write(message);
        return message;
    }

    /// <summary>Writes the message to the first 16 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], High);
    }
}

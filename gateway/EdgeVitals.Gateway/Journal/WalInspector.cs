using System.Buffers.Binary;

namespace EdgeVitals.Gateway.Journal;

/// <summary>What a write-ahead log holds.</summary>
/// <param name="CommittedFrames">Page frames up to and with the last commit.</param>
/// <param name="TornBytes">Bytes after the last commit that a commit was writing when it was cut off, or 0.</param>
public readonly record struct WalTail(int CommittedFrames, long TornBytes);

/// <summary>
/// Reads a SQLite write-ahead log before SQLite does, to say whether a write was cut off. SQLite recovers in silence;
/// an operator should hear that the machine lost power in the middle of a write. Format: "WAL File Format", section
/// 4 of https://www.sqlite.org/fileformat2.html.
/// </summary>
public static class WalInspector
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint Magic = 0x377F0682;

    /// <summary>Inspects a log; a missing or empty file has no tail.</summary>
    public static WalTail Inspect(string path)
    {
        if (!File.Exists(path))
        {
            return default;
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.Length == 0 ? default : Inspect(file);
    }

    private static WalTail Inspect(Stream log)
    {
        byte[] header = new byte[HeaderBytes];
        if (log.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
        {
            return new WalTail(0, log.Length);
        }
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        uint pageSize = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8));
        bool bigEndian = (magic & 1) == 1;
        (uint A, uint B) sum = Checksum(header.AsSpan(0, 24), (0, 0), bigEndian);
        bool headerHolds = (magic & ~1u) == Magic && pageSize is >= 512 and <= 65536
            && sum.A == BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(24))
            && sum.B == BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(28));
        return headerHolds ? Frames(log, header, (int)pageSize, sum, bigEndian) : new WalTail(0, log.Length);
    }

    private static WalTail Frames(Stream log, byte[] header, int pageSize, (uint A, uint B) sum, bool bigEndian)
    {
        byte[] frame = new byte[FrameHeaderBytes + pageSize];
        int frames = 0, committed = 0;
        long end = HeaderBytes;
        while (true)
        {
            int read = log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false);
            if (read < frame.Length)
            {
                // A frame of an earlier generation may be cut by nothing but the end of its own file.
                bool stale = read >= 16 && IsEarlier(frame, header);
                bool torn = frames > committed || (read > 0 && !stale);
                return new WalTail(committed, torn ? log.Length - end : 0);
            }
            bool sameSalt = frame.AsSpan(8, 8).SequenceEqual(header.AsSpan(16, 8));
            (uint A, uint B) next = Checksum(frame.AsSpan(0, 8), sum, bigEndian);
            next = Checksum(frame.AsSpan(FrameHeaderBytes), next, bigEndian);
            bool holds = sameSalt && next.A == BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(16))
                && next.B == BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(20));
            if (!holds)
            {
                bool torn = frames > committed || !IsEarlier(frame, header);
                return new WalTail(committed, torn ? log.Length - end : 0);
            }
            sum = next;
            frames++;
            if (BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0)
            {
                committed = frames;
                end = HeaderBytes + (long)frames * frame.Length;
            }
        }
    }

    /// <summary>
    /// After a checkpoint the log is written again from its start, and what stands behind it is the rest of an
    /// earlier round: the first salt grows by one each time, so a smaller one within reach is no damage.
    /// </summary>
    private static bool IsEarlier(byte[] frame, byte[] header)
    {
        uint own = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(16));
        uint salt = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(8));
        return unchecked(own - salt) is > 0 and < 1_000_000;
    }

    private static (uint A, uint B) Checksum(ReadOnlySpan<byte> data, (uint A, uint B) seed, bool bigEndian)
    {
        (uint a, uint b) = seed;
        for (int i = 0; i < data.Length; i += 8)
        {
            uint first = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data[i..])
                : BinaryPrimitives.ReadUInt32LittleEndian(data[i..]);
            uint second = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data[(i + 4)..])
                : BinaryPrimitives.ReadUInt32LittleEndian(data[(i + 4)..]);
            unchecked
            {
                a += first + b;
                b += second + a;
            }
        }
        return (a, b);
    }
}

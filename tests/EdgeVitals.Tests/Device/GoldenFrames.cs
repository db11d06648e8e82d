using System.Buffers.Binary;
using EdgeVitals.Tests.Emulation;
using EdgeVitals.Wire;

namespace EdgeVitals.Tests.Device;

/// <summary>A committed golden vector: what a <see cref="GoldenBoard"/> sends. The file holds every frame as its length
/// in two bytes, most significant first, and its encoding on the wire; channels in ascending order of their number,
/// within a channel in the order of sending, which is that of time.</summary>
internal sealed class GoldenFrames
{
    private readonly Dictionary<int, List<byte[]>> _frames = [];

    /// <summary>Reads a file of the folder Golden.</summary>
    public GoldenFrames(string name)
    {
        Bytes = File.ReadAllBytes(PathOf(name));
        Frame frame = new();
        for (int at = 0; at < Bytes.Length;)
        {
            int count = BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(at));
            byte[] encoded = Bytes[(at + 2)..(at + 2 + count)];
            Assert.Equal(FrameError.None, FrameCodec.TryDecode(encoded, 0, count, frame));
            if (!_frames.TryGetValue(frame.ChannelId, out List<byte[]>? frames))
            {
                _frames.Add(frame.ChannelId, frames = []);
            }
            frames.Add(encoded);
            at += 2 + count;
        }
    }

    /// <summary>The file.</summary>
    public byte[] Bytes { get; }

    /// <summary>Samples and gap periods of a channel.</summary>
    public (int Samples, int Missing) CountOf(Channel channel)
    {
        Frame frame = new();
        int samples = 0, missing = 0;
        foreach (byte[] encoded in _frames[channel.Id])
        {
            Assert.Equal(FrameError.None, FrameCodec.TryDecode(encoded, 0, encoded.Length, frame));
            samples += frame.Count;
            missing += frame.GapLengths.Take(frame.GapCount).Sum();
        }
        return (samples, missing);
    }

    /// <summary>Null when the board sent just these frames on the channels that its chips have; else what differs.
    /// </summary>
    public string? Difference(GoldenBoard board)
    {
        foreach (int channel in _frames.Keys.Where(c => !board.FifoChipsOnly || GoldenBoard.IsOfFifoChips(c)))
        {
            List<byte[]> expected = _frames[channel];
            IReadOnlyList<byte[]> actual = board.FramesOf(channel);
            for (int i = 0; i < Math.Min(expected.Count, actual.Count); i++)
            {
                if (expected[i].AsSpan().SequenceEqual(actual[i])) continue;
                return $"channel {channel} frame {i}: {Convert.ToHexString(actual[i])}, "
                    + $"golden {Convert.ToHexString(expected[i])}";
            }
            if (expected.Count != actual.Count)
            {
                return $"channel {channel}: {actual.Count} frames, golden {expected.Count}";
            }
        }
        int stranger = board.ChannelIds.FirstOrDefault(c => !_frames.ContainsKey(c));
        return stranger == 0 ? null : $"channel {stranger} is not in the golden file";
    }

    /// <summary>What a board's file would be.</summary>
    public static byte[] FileOf(GoldenBoard board)
    {
        MemoryStream file = new();
        byte[] length = new byte[2];
        foreach (byte[] frame in board.ChannelIds.SelectMany(board.FramesOf))
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)frame.Length);
            file.Write(length);
            file.Write(frame);
        }
        return file.ToArray();
    }

    /// <summary>Where a file is kept.</summary>
    public static string PathOf(string name) => Path.Combine(
        RecordingData.Repository(), "tests", "EdgeVitals.Tests", "Device", "Golden", name);
}

namespace EdgeVitals.Emulation.Recordings;

/// <summary>Reads the signal files of one header, some hundred kilobytes at a time, and verifies what they hold.
/// </summary>
internal sealed class WfdbSamples
{
    // Both formats end at a multiple of 6 bytes: 3 samples of 16 bits, 4 of 12.
    private const int Chunk = 6 * 32_768;

    private readonly string folder;
    private readonly WfdbHeader header;
    private readonly int longest;
    private readonly Action<long>? read;

    private WfdbSamples(string folder, WfdbHeader header, int longest, Action<long>? read)
    {
        this.folder = folder;
        this.header = header;
        this.longest = longest;
        this.read = read;
    }

    /// <summary>Signals of a header with their samples, in its order.</summary>
    /// <param name="folder">Folder of the header.</param>
    /// <param name="header">A header of one segment.</param>
    /// <param name="longest">Most samples of one signal; sixteen times as many of all together.</param>
    /// <param name="read">Told the bytes of each piece that was read.</param>
    public static List<WfdbSignal> Load(string folder, WfdbHeader header, int longest, Action<long>? read)
    {
        var samples = new WfdbSamples(folder, header, longest, read);
        var signals = new List<WfdbSignal>(header.Signals.Count);
        long most = (long)WfdbRecord.MostLongSignals * longest;
        long frame = header.Signals.Sum(signal => (long)signal.SamplesAFrame);
        if (header.Length * frame > most)
        {
            throw new RecordingFormatException(header.File, header.RecordLine,
                $"{header.Length * frame} samples of all signals, {most} are read");
        }
        foreach (IGrouping<string, WfdbSignal> group in header.Signals.GroupBy(signal => signal.FileName))
        {
            signals.AddRange(samples.ReadFile([.. group]));
        }
        signals.Sort((a, b) => a.HeaderLine.CompareTo(b.HeaderLine));
        foreach (WfdbSignal signal in signals)
        {
            samples.Verify(signal, signals[0].Samples.Length / signals[0].SamplesAFrame);
        }
        return signals;
    }

    private IEnumerable<WfdbSignal> ReadFile(List<WfdbSignal> group)
    {
        WfdbSignal first = group[0];
        string path = Path.Combine(folder, first.FileName);
        if (!File.Exists(path))
        {
            throw new RecordingFormatException(
                header.File, first.HeaderLine, $"signal file {first.FileName} is not beside the header");
        }
        foreach (WfdbSignal signal in group)
        {
            if (signal.Format != first.Format || signal.ByteOffset != first.ByteOffset)
            {
                throw new RecordingFormatException(header.File, signal.HeaderLine,
                    $"signals of one file ({first.FileName}) differ in format or byte offset");
            }
        }
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        int frames = Frames(group, Math.Max(0, stream.Length - first.ByteOffset));
        stream.Position = first.ByteOffset;
        return Decode(stream, group, frames);
    }

    /// <summary>Frames in a file, by the header and by its length, which must agree.</summary>
    private int Frames(List<WfdbSignal> group, long available)
    {
        WfdbSignal first = group[0];
        long each = group.Sum(signal => (long)signal.SamplesAFrame);
        long length = header.Length > 0 ? header.Length : SamplesIn(available, first.Format) / each;
        long expected = BytesFor(length * each, first.Format);
        // The last of an odd number of 12-bit samples needs two bytes; some writers fill up to three.
        bool filled = first.Format == 212 && length * each % 2 == 1 && available == expected + 1;
        if (available != expected && !filled)
        {
            string how = available < expected ? "cut short" : "longer than declared";
            throw new RecordingFormatException(first.FileName, 0,
                $"{how}: {available} bytes of samples, {expected} expected by {header.File} " +
                $"({length} samples of {each} signals in format {first.Format})");
        }
        long samples = length * group.Max(signal => signal.SamplesAFrame);
        if (samples == 0 || samples > longest || length * each > (long)WfdbRecord.MostLongSignals * longest)
        {
            throw new RecordingFormatException(first.FileName, 0, $"{samples} samples of a signal cannot be read");
        }
        return (int)length;
    }

    private List<WfdbSignal> Decode(FileStream stream, List<WfdbSignal> group, int frames)
    {
        short[][] samples = [.. group.Select(signal => new short[frames * signal.SamplesAFrame])];
        // Whose sample each place of a frame is, and how far each signal has come.
        int[] owner = [.. group.SelectMany((signal, s) => Enumerable.Repeat(s, signal.SamplesAFrame))];
        int[] filled = new int[group.Count];
        int format = group[0].Format;
        byte[] buffer = new byte[Chunk];
        long left = (long)frames * owner.Length;
        int place = 0;
        while (left > 0)
        {
            int wanted = (int)Math.Min(Chunk, BytesFor(left, format));
            int bytes = stream.ReadAtLeast(buffer, wanted, throwOnEndOfStream: false);
            int count = (int)Math.Min(left, SamplesIn(bytes, format));
            if (count == 0)
            {
                throw new RecordingFormatException(group[0].FileName, 0, "cut short while it was read");
            }
            for (int i = 0; i < count; i++)
            {
                int s = owner[place];
                samples[s][filled[s]++] = format == 16 ? Sample16(buffer, i) : Sample212(buffer, i);
                place = place + 1 < owner.Length ? place + 1 : 0;
            }
            left -= count;
            read?.Invoke(bytes);
        }
        return [.. group.Select((signal, s) => signal with { Samples = samples[s] })];
    }

    private void Verify(WfdbSignal signal, int frames)
    {
        if (signal.Samples.Length != (long)frames * signal.SamplesAFrame)
        {
            throw new RecordingFormatException(header.File, signal.HeaderLine,
                $"signal {signal.Name} has {signal.Samples.Length} samples, the first one {frames}");
        }
        if (signal.InitialValue is int initial && initial != signal.Samples[0])
        {
            throw new RecordingFormatException(header.File, signal.HeaderLine,
                $"signal {signal.Name} begins with {signal.Samples[0]} in {signal.FileName}, {initial} by the header");
        }
        int sum = 0;
        foreach (short sample in signal.Samples)
        {
            sum = unchecked(sum + sample);
        }
        // The header's field is a 16-bit sum; some writers print it unsigned.
        if (signal.Checksum is int checksum && unchecked((short)sum) != unchecked((short)checksum))
        {
            throw new RecordingFormatException(header.File, signal.HeaderLine,
                $"signal {signal.Name} sums to {unchecked((short)sum)} in {signal.FileName}, {checksum} by the header");
        }
    }

    private static long SamplesIn(long bytes, int format) => format == 16 ? bytes / 2 : bytes * 2 / 3;

    private static long BytesFor(long samples, int format) => format == 16 ? samples * 2 : (samples * 3 + 1) / 2;

    private static short Sample16(byte[] data, int index) =>
        unchecked((short)(data[2 * index] | (data[2 * index + 1] << 8)));

    /// <summary>Three bytes hold two 12-bit samples: low byte, both high nibbles, low byte.</summary>
    private static short Sample212(byte[] data, int index)
    {
        int at = index / 2 * 3;
        int raw = index % 2 == 0
            ? data[at] | ((data[at + 1] & 0x0F) << 8)
            : data[at + 2] | ((data[at + 1] & 0xF0) << 4);
        return (short)(raw << 20 >> 20);
    }
}

namespace EdgeVitals.Emulation.Recordings;

/// <summary>
/// A PhysioNet record (NAME.hea with its signal files) in formats 16 and 212, read whole and verified: length, first
/// value and checksum of every signal must be the header's.
/// </summary>
public sealed class WfdbRecord
{
    private readonly List<WfdbSignal> signals;

    private WfdbRecord(string name, double samplesASecond, List<WfdbSignal> signals)
    {
        Name = name;
        SamplesASecond = samplesASecond;
        this.signals = signals;
    }

    /// <summary>Record name by the header.</summary>
    public string Name { get; }

    /// <summary>Rate of every signal, Hz.</summary>
    public double SamplesASecond { get; }

    /// <summary>Samples of every signal.</summary>
    public int Length => signals[0].Samples.Length;

    /// <summary>Signals in header order.</summary>
    public IReadOnlyList<WfdbSignal> Signals => signals;

    /// <summary>Reads and verifies a record.</summary>
    /// <param name="headerPath">Path of NAME.hea.</param>
    /// <exception cref="RecordingFormatException">A file is missing, cut short or not what the header says.
    /// </exception>
    public static WfdbRecord Load(string headerPath)
    {
        string headerName = Path.GetFileName(headerPath);
        if (!File.Exists(headerPath))
        {
            throw new RecordingFormatException(headerPath, 0, "there is no such header");
        }
        WfdbHeader header = WfdbHeader.Parse(headerName, File.ReadAllLines(headerPath));
        string folder = Path.GetDirectoryName(Path.GetFullPath(headerPath))!;
        var signals = new List<WfdbSignal>(header.Signals.Count);
        foreach (IGrouping<string, WfdbSignal> group in header.Signals.GroupBy(signal => signal.FileName))
        {
            signals.AddRange(ReadGroup(folder, headerName, header.Length, [.. group]));
        }
        signals.Sort((a, b) => a.HeaderLine.CompareTo(b.HeaderLine));
        foreach (WfdbSignal signal in signals)
        {
            Verify(headerName, signal, signals[0].Samples.Length);
        }
        return new WfdbRecord(header.RecordName, header.SamplesASecond, signals);
    }

    /// <summary>A signal in physical units by its name.</summary>
    public RecordedSignal Signal(string name)
    {
        WfdbSignal? found = signals.Find(signal => signal.Name == name);
        if (found is null)
        {
            throw new ArgumentException(
                $"Record {Name} has no signal '{name}', but {string.Join(", ", signals.Select(s => s.Name))}.");
        }
        double[] values = new double[found.Samples.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = found.Physical(i);
        }
        return new RecordedSignal(name, values, SamplesASecond);
    }

    private static IEnumerable<WfdbSignal> ReadGroup(
        string folder, string headerName, long declared, List<WfdbSignal> group)
    {
        WfdbSignal first = group[0];
        string path = Path.Combine(folder, first.FileName);
        if (!File.Exists(path))
        {
            throw new RecordingFormatException(
                headerName, first.HeaderLine, $"signal file {first.FileName} is not beside the header");
        }
        foreach (WfdbSignal signal in group)
        {
            if (signal.Format != first.Format || signal.ByteOffset != first.ByteOffset)
            {
                throw new RecordingFormatException(headerName, signal.HeaderLine,
                    $"signals of one file ({first.FileName}) differ in format or byte offset");
            }
        }
        byte[] bytes = File.ReadAllBytes(path);
        long available = Math.Max(0, bytes.Length - first.ByteOffset);
        long length = declared > 0 ? declared : SamplesIn(available, first.Format) / group.Count;
        long expected = BytesFor(length * group.Count, first.Format);
        if (available != expected)
        {
            string how = available < expected ? "cut short" : "longer than declared";
            throw new RecordingFormatException(first.FileName, 0,
                $"{how}: {available} bytes of samples, {expected} expected by {headerName} " +
                $"({length} samples of {group.Count} signals in format {first.Format})");
        }
        int[][] samples = new int[group.Count][];
        for (int s = 0; s < samples.Length; s++)
        {
            samples[s] = new int[length];
        }
        ReadOnlySpan<byte> data = bytes.AsSpan((int)first.ByteOffset);
        for (long i = 0; i < length * group.Count; i++)
        {
            samples[i % group.Count][i / group.Count] =
                first.Format == 16 ? Sample16(data, (int)i) : Sample212(data, (int)i);
        }
        return group.Select((signal, s) => signal with { Samples = samples[s] });
    }

    private static void Verify(string headerName, WfdbSignal signal, int length)
    {
        if (signal.Samples.Length != length || length == 0)
        {
            throw new RecordingFormatException(headerName, signal.HeaderLine,
                $"signal {signal.Name} has {signal.Samples.Length} samples, the first one {length}");
        }
        if (signal.InitialValue is int initial && initial != signal.Samples[0])
        {
            throw new RecordingFormatException(headerName, signal.HeaderLine,
                $"signal {signal.Name} begins with {signal.Samples[0]} in {signal.FileName}, {initial} by the header");
        }
        int sum = 0;
        foreach (int sample in signal.Samples)
        {
            sum = unchecked(sum + sample);
        }
        // The header's field is a 16-bit sum; some writers print it unsigned.
        if (signal.Checksum is int checksum && (short)sum != unchecked((short)checksum))
        {
            throw new RecordingFormatException(headerName, signal.HeaderLine,
                $"signal {signal.Name} sums to {(short)sum} in {signal.FileName}, {checksum} by the header");
        }
    }

    private static long SamplesIn(long bytes, int format) => format == 16 ? bytes / 2 : bytes * 2 / 3;

    private static long BytesFor(long samples, int format) => format == 16 ? samples * 2 : (samples * 3 + 1) / 2;

    private static int Sample16(ReadOnlySpan<byte> data, int index) =>
        (short)(data[2 * index] | (data[2 * index + 1] << 8));

    /// <summary>Three bytes hold two 12-bit samples: low byte, both high nibbles, low byte.</summary>
    private static int Sample212(ReadOnlySpan<byte> data, int index)
    {
        int at = index / 2 * 3;
        int raw = index % 2 == 0
            ? data[at] | ((data[at + 1] & 0x0F) << 8)
            : data[at + 2] | ((data[at + 1] & 0xF0) << 4);
        return raw << 20 >> 20;
    }
}
